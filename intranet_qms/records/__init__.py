"""Records and how long they are kept: classes of the file plan, archive categories, holds, disposal.

``retention`` computes from when something may go; ``kinds`` says which records there are and what
belongs to each. Nothing is destroyed before its time, under a hold, or by one person alone: a
disposal list is drawn up by one, consented to by another, and leaves a tombstone in the trail.
"""
