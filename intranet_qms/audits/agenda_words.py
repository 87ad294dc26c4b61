"""What is said about the lines of an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ..i18n import LazyText, lazy, localized, t
from .agenda import AgendaKind, Clash, Line
from .models import Audit

KINDS: dict[str, LazyText] = {
    AgendaKind.OPENING: lazy("Opening meeting"),
    AgendaKind.WORK: lazy("Work on site"),
    AgendaKind.CLOSING: lazy("Closing meeting"),
}


def sentence_of(clash: Clash, lines: Sequence[Line], audit: Audit, zone: ZoneInfo) -> str:
    """A clash in words. The audit's team and units give the names."""
    if clash.code == "no_subject":
        return t("Say what this line is about.")
    if clash.code == "ends_before":
        return t("It ends before it begins.")
    if clash.code == "outside":
        return t("It lies outside of the days of the audit.")
    if clash.code == "auditor":
        names = {member.person_id: member.person.name for member in audit.team}
        about = names.get(clash.about or 0, "")
    else:
        units = {scope.unit_id: scope.unit for scope in audit.units}
        unit = units.get(clash.about or 0)
        about = localized(unit.name_pl, unit.name_en) if unit else ""
    if clash.audit:
        return t("%(who)s is in audit %(audit)s at this time.", who=about, audit=clash.audit)
    other = lines[clash.other or 0]
    at = f"{other.starts_at.astimezone(zone):%H:%M}"
    return t(
        "%(who)s is at “%(subject)s” at this time (from %(at)s).",
        who=about,
        subject=other.subject,
        at=at,
    )
