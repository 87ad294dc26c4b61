"""Standards in editions: numbers and titles of clauses and the way from one edition to the next.

Editions are data. An office is audited against two of them side by side for years.
"""
