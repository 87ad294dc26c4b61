"""The register of controlled documents: from a draft to what is in force, and who has read it.

Rooms: ``workflow`` (states and steps), ``paragraphs`` (identity of paragraphs over issues) and
``markup`` (Markdown to safe HTML) know nothing of the database, nor does ``kinds`` (the form of
each kind of document, the text that its fields make, codes, the process map). ``queries`` reads,
``services`` acts, ``search`` finds Polish words in any inflection. ``panels`` is where the features
above hang what they know about a document (audits and findings that cite it) onto its page.

A document has issues (``Revision``); people decide about an issue, and each decision is bound to
the SHA-256 of the text that was shown to them. At most one issue is in force.
"""
