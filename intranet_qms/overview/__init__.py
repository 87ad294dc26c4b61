"""The state of the quality management system on one page, for who answers for the whole.

Figures come from the features below by their queries; higher features add their parts by
``hooks`` (the programme of the year, certificates). The page costs the same number of queries
whatever the office has.
"""
