"""A small intranet of its own, for an office that has none, and for trying the module out.

It is a host like any other: it signs people in (by OpenID Connect, or as the demo people on
loopback) and puts ``QMS(...).init_app(app)`` into a Flask application. ``qms run`` starts it with
worker and scheduler in one process; ``qms web``, ``qms worker`` and ``qms scheduler`` start the
parts one by one.
"""
