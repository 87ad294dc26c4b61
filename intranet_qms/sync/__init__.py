"""The device protocol."""
