"""Reorganisations of the office: units renamed, moved, opened, closed, merged and split from a day.

A plan is drafted on a page, its consequences are previewed, and once approved it is carried out in
one transaction: at once, or at midnight of its day. What belongs to the units follows through
``people.hooks``, where each feature says what it holds; earlier names stay in history
(``people.queries.unit_names_on``).
"""
