"""Whether what is built and installed is whole."""
