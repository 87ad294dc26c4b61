"""An audit as an entry of a calendar, for the mails that announce, change and cancel it.

Source: RFC 5545 (iCalendar) and RFC 5546 (iTIP): a later entry with the same identifier and a
higher number takes the place of the earlier one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .models import Audit


def invitation(audit: Audit, *, cancelled: bool = False) -> dict[str, Any]:
    """What a mail needs to write the entry, as JSON values.

    From the first to the last line of the agenda where there is one, else whole days: ``start`` and
    ``end`` are moments (ISO 8601 with a time) or days, and ``end`` is the first that is free again.
    """
    lines = [item for item in audit.agenda if item.ends_at is not None]
    if lines:
        start = min(item.starts_at for item in lines).isoformat()
        end = max(item.ends_at for item in lines if item.ends_at is not None).isoformat()
    else:
        start = audit.first_day.isoformat()
        end = (audit.last_day + timedelta(days=1)).isoformat()
    return {
        "uid": str(audit.uuid),
        "number": audit.invitation_number,
        "cancelled": cancelled,
        "start": start,
        "end": end,
        "summary": f"{audit.number} {audit.title}",
        "location": audit.place,
        "path": f"/audits/{audit.number}",
    }
