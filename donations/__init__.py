"""Gifts: who gave what for which purpose, what was promised, and what the donor was told."""
