"""The yearly audit programme: what is audited when and by whom, why, and whether it happened.

ISO 9001, clause 9.2.2 a, asks for a programme that looks at the importance of processes, at changes
and at earlier results; ISO 19011, clause 5, says how one is made, approved, followed and changed. A
programme has versions: top management approves one, it is sealed and never altered, and whatever
changes later makes the next one with its reason.

``risk`` computes priorities and shows of what, ``planning`` finds a plan or says why there is none,
``queries.following`` compares the plan with the audits that came of it.
"""
