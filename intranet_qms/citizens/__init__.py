"""What citizens see of the system, and what they say about it.

Client guides that are in force are published without a sign-in (``views.guides``), as pages, as PDF
and as JSON for the office's public bulletin. Below each guide citizens say whether it was clear;
their opinions reach the guide's owner, who marks them as read, used or spam, or turns one into a
finding. No address is kept in clear, and what looks like personal data is taken out of the text.
"""
