"""Planning as a problem of its own: no database, no request, no words.

``problem`` says what is to be planned, ``conditions`` what a plan has to keep (checked without a
solver), ``solver`` finds a plan, ``conflicts`` names the few conditions that exclude each other.
"""
