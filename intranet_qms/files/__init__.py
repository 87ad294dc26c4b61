"""Files by content: the same bytes are stored once, and their kind is what they are, not what a
name says. Keys are made here; no name from outside ever reaches the store.
"""
