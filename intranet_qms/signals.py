"""Hooks for the host: what happened, after it was committed.

A receiver gets ``sender`` (the Flask application) and keyword arguments as listed. It runs after
the commit, so that it never sees what is rolled back; its errors are logged and change nothing.
"""

from __future__ import annotations

from typing import Any

from blinker import NamedSignal, Namespace
from flask import current_app, has_app_context
from sqlalchemy.orm import Session

from .db import after_commit

_signals = Namespace()

revision_published = _signals.signal("qms-revision-published")
"""A revision came into force. ``document_code: str``, ``revision_uuid: uuid.UUID``."""

audit_closed = _signals.signal("qms-audit-closed")
"""An audit was closed. ``audit_number: str``, ``audit_uuid: uuid.UUID``."""

finding_raised = _signals.signal("qms-finding-raised")
"""A finding entered the register. ``finding_number: str``, ``finding_uuid: uuid.UUID``."""


def announce(session: Session, signal: NamedSignal, **values: Any) -> None:
    """Send ``signal`` with ``values`` once ``session`` is committed.

    Outside of an application (a test of a service) there is nobody to hear it.
    """
    if not has_app_context():
        return
    sender = current_app._get_current_object()  # type: ignore[attr-defined]
    after_commit(session, lambda: signal.send(sender, **values))
