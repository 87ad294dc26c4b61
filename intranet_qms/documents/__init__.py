"""Controlled documents and their revisions."""
