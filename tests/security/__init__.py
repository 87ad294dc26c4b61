"""Attacks on the server: strangers' records, cross-site writes, scripts, floods and bad values."""
