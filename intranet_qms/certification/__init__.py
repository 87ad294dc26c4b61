"""Certification: bodies, certificates, the cycle of external audits, and what those audits found.

A certificate goes ``applied → valid → expired``, with suspension and withdrawal on the way
(``workflow``). Its cycle is certification, two surveillance audits and recertification, each a visit
with the day by which it has to be held and, where the office planned one, its audit. What a visit
found becomes findings with the body's own number kept beside ours; a list of them is taken in from
a sheet after it was shown what would happen. The road to certification (``standards``) and all
certificates are drawn as one timeline.
"""
