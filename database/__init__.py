"""What Django leaves to us on both databases: triggers, and SQL that differs between SQLite and PostgreSQL."""
