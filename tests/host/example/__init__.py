"""The intranet of a district office, written by somebody who never heard of the module.

It has accounts, news, a look, a missing page and a database of its own, and a habit of calling
template helpers `t` and `_`. `quality.py` is everything it takes to have the module in it.
"""
