"""Stored files, known by their SHA-256."""
