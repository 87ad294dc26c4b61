"""The register of auditors: who is appointed, what they are competent for, when they are away.

ISO 9001, clause 9.2.2 c, asks for auditors who are objective; ISO 19011, clause 7, for auditors who
are competent and are evaluated. Here stand appointments with their days, competence by standard with
its proof, absences, how much each audits, and what was said of them after an audit.

Audits ask through ``audits.hooks`` what speaks against a team (``warnings``); the planner reads
``queries.auditors_for_planning`` and ``queries.availability``. Of an absence only the days are kept:
the reason is nobody's business here.
"""
