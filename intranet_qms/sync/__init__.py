"""The device protocol: what phones push, pull and upload (docs/sync-protocol.md).

A push is named mutations; each is done once and keeps its receipt. ``push`` decides what becomes
of each, ``pull`` tells what changed since a cursor, ``uploads`` takes the bytes of evidence, and
``quarantine`` keeps what came too late. The phone application itself is served here too.
"""
