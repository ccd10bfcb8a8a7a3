"""Backup and restore: one encrypted file that holds the database, the uploads and a manifest to check them against."""
