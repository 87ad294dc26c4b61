"""The outbox: jobs written in the transaction that is their reason, done later by the worker.

Nothing is handed to a broker before the commit, and a broker that is away loses nothing: the
worker takes due jobs from this table, keeps them for a limited time, and marks them done. Handlers
are written so that a job that runs twice has one effect.
"""
