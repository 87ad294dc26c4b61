"""Kinds of jobs in words."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy

KINDS: Mapping[str, LazyText] = {
    "mail.send": lazy("Mail"),
    "reports.build": lazy("Report"),
    "documents.publish_due": lazy("Issues that come into force"),
    "documents.remind_reviews": lazy("Reminders of reviews"),
    "auditors.remind": lazy("Appointments and competence of auditors"),
    "citizens.tell_owners": lazy("Opinions of citizens"),
    "findings.remind_due": lazy("Reminders of findings and actions"),
    "certification.remind": lazy("Reminders of external audits and certificates"),
    "guests.send_link": lazy("Link for a guest"),
    "guests.send_code": lazy("Code for a guest"),
    "files.sweep": lazy("Cleaning of the file store"),
}


def kind_in_words(kind: str) -> str:
    """A kind of job in the reader's language; one without words stays as it is."""
    return str(KINDS.get(kind, kind))
