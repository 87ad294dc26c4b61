"""Guests: somebody from a certification body reads what the representative chose, for some days.

A guest is no user of the host and no person of this office: a grant names who, what, and from when
until when. They come in by a personal link and a code that is mailed to them; both are kept as
hashes only. A guest reaches the routes of this feature that carry ``visited`` and nothing else:
every other route asks for a person of the office. What a guest opens is written into the trail
before it is shown.
"""
