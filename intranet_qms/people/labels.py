"""Roles in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import Role

ROLES: Mapping[str, LazyText] = {
    Role.QMS_REPRESENTATIVE: lazy("QMS representative"),
    Role.AUDITOR: lazy("Auditor"),
    Role.LEAD_AUDITOR: lazy("Lead auditor"),
    Role.TOP_MANAGEMENT: lazy("Top management"),
    Role.EXTERNAL_AUDITOR: lazy("External auditor"),
    Role.IT_ADMINISTRATOR: lazy("IT administrator"),
}
"""Everybody is an employee; that is not said."""
