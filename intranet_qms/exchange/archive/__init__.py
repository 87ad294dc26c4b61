"""The whole register as one file: what is in it, how it is made, opened and trusted."""
