"""Hooks for the host: what happened, after it was committed.

A receiver gets ``sender`` (the Flask application) and keyword arguments as listed. It runs after
the commit, so that it never sees what is rolled back; its errors are logged and change nothing.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

revision_published = _signals.signal("qms-revision-published")
"""A revision came into force. ``document_code: str``, ``revision_uuid: uuid.UUID``."""

audit_closed = _signals.signal("qms-audit-closed")
"""An audit was closed. ``audit_number: str``, ``audit_uuid: uuid.UUID``."""

finding_raised = _signals.signal("qms-finding-raised")
"""A finding entered the register. ``finding_number: str``, ``finding_uuid: uuid.UUID``."""
