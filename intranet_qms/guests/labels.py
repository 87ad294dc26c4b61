"""The words of grants, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import GrantStanding, ScopeKind

STANDINGS: Mapping[str, LazyText] = {
    GrantStanding.AHEAD: lazy("Access begins later"),
    GrantStanding.OPEN: lazy("Access open"),
    GrantStanding.OVER: lazy("Access over"),
    GrantStanding.REVOKED: lazy("Access revoked"),
}

TONES: Mapping[str, str] = {
    GrantStanding.AHEAD: "neutral",
    GrantStanding.OPEN: "good",
    GrantStanding.OVER: "quiet",
    GrantStanding.REVOKED: "bad",
}

SCOPES: Mapping[str, LazyText] = {
    ScopeKind.ALL_DOCUMENTS: lazy("All documents in force"),
    ScopeKind.DOCUMENT_KIND: lazy("Documents of a kind"),
    ScopeKind.UNIT: lazy("Documents of a unit"),
    ScopeKind.DOCUMENT: lazy("Document"),
    ScopeKind.AUDITS: lazy("Audits held in the period"),
    ScopeKind.AUDIT: lazy("Audit"),
    ScopeKind.FINDINGS: lazy("Findings raised in the period"),
    ScopeKind.FINDING: lazy("Finding"),
    ScopeKind.RECORDS: lazy("Records of the period"),
    ScopeKind.CERTIFICATES: lazy("Certificates and external audits"),
}

ACTS: Mapping[str, LazyText] = {
    "guests.grant": lazy("Access granted"),
    "guests.send_link": lazy("Link sent"),
    "guests.revoke": lazy("Access revoked"),
    "guests.come_in": lazy("Came in"),
    "guests.leave": lazy("Left the pages"),
    "guests.wrong_code": lazy("Entered a wrong code"),
    "guests.lock": lazy("Locked after too many wrong codes"),
    "guests.see": lazy("Looked at"),
    "guests.take": lazy("Took a copy"),
}
"""What the trail calls them."""

THINGS: Mapping[str, LazyText] = {
    "overview": lazy("What was granted"),
    "documents": lazy("List of documents"),
    "document": lazy("Document"),
    "audits": lazy("List of audits"),
    "audit": lazy("Audit"),
    "findings": lazy("List of findings"),
    "finding": lazy("Finding"),
    "records": lazy("List of records"),
    "certificates": lazy("Certificates and external audits"),
}
