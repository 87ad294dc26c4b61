"""A small intranet of its own, for an office that has none."""
