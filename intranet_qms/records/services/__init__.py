"""What is done here. Nothing here commits."""
