"""Accessible PDF files."""
