"""The trail: an append-only, hash-chained record of who did what, when and from where.

Every business verb records itself in the transaction in which it acts. ``services.verify`` walks
the chain and names the first entry that was altered, removed or inserted.
"""
