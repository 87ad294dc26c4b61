"""Findings and corrective actions."""
