"""Audit questions in versions."""
