"""Checklists: the questions that audits ask, in versions, and their import from Excel.

A checklist has versions; a version is a draft, then published, then retired, and once published it
never changes: audits and phones hold on to it by the SHA-256 of its content.

Where to look
    ``rules``        when a question is shown: the rule language, shared with the phone
    ``workflow``     states of a version, types of answers, checks of values, shared with the phone
    ``content``      the form of a version's content, its checks, its hash
    ``xlsform``      import from an Excel form; ``workbook`` opens the file without trusting it,
                     ``xlsform_sheets``, ``_choices``, ``_survey`` read it, ``expressions`` and
                     ``rules_from`` turn its conditions into rules, ``explain`` tells what is wrong
    ``services``     take in, publish, retire, discard, and load what comes along (``builtin/``)
    ``queries``      for other features: ``published``, ``by_uuid``, ``for_phone``,
                     ``citing_clause``, ``citing_procedure``

The cases that the phone must agree with are ``rules.json``, ``relevance.json`` and
``answers.json`` in ``tests/contract/``.
"""
