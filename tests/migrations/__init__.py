"""The schema over time, on both databases."""
