"""The words of certificates, visits and decisions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import (
    CertificateState,
    CertificateStep,
    ImportState,
    VisitDecision,
    VisitKind,
    VisitStanding,
)

STATES: Mapping[str, LazyText] = {
    CertificateState.APPLIED: lazy("Applied for"),
    CertificateState.VALID: lazy("Certificate valid"),
    CertificateState.SUSPENDED: lazy("Certificate suspended"),
    CertificateState.WITHDRAWN: lazy("Certificate withdrawn"),
    CertificateState.EXPIRED: lazy("Certificate expired"),
}

DESCRIPTIONS: Mapping[str, LazyText] = {
    CertificateState.APPLIED: lazy("The certification body has not decided yet."),
    CertificateState.VALID: lazy("Granted and in force until its last day."),
    CertificateState.SUSPENDED: lazy(
        "The office must not refer to it until the certification body restores it."
    ),
    CertificateState.WITHDRAWN: lazy("Taken back, or the application was given up."),
    CertificateState.EXPIRED: lazy("Its last day has passed."),
}

TONES: Mapping[str, str] = {
    CertificateState.APPLIED: "progress",
    CertificateState.VALID: "good",
    CertificateState.SUSPENDED: "attention",
    CertificateState.WITHDRAWN: "bad",
    CertificateState.EXPIRED: "quiet",
}

STEPS: Mapping[str, LazyText] = {
    CertificateStep.GRANT: lazy("Enter the certificate as granted"),
    CertificateStep.SUSPEND: lazy("Enter a suspension"),
    CertificateStep.RESTORE: lazy("Enter that it is restored"),
    CertificateStep.WITHDRAW: lazy("Enter a withdrawal"),
}

VISITS: Mapping[str, LazyText] = {
    VisitKind.CERTIFICATION: lazy("Certification audit"),
    VisitKind.SURVEILLANCE_1: lazy("First surveillance audit"),
    VisitKind.SURVEILLANCE_2: lazy("Second surveillance audit"),
    VisitKind.RECERTIFICATION: lazy("Recertification audit"),
    VisitKind.SPECIAL: lazy("Special audit"),
}

DECISIONS: Mapping[str, LazyText] = {
    VisitDecision.NONE: lazy("Not decided yet"),
    VisitDecision.GRANTED: lazy("Certificate granted"),
    VisitDecision.MAINTAINED: lazy("Certificate maintained"),
    VisitDecision.RENEWED: lazy("Certificate renewed"),
    VisitDecision.AFTER_CORRECTION: lazy("After the nonconformities are put right"),
    VisitDecision.SUSPENDED: lazy("Certificate suspended"),
    VisitDecision.REFUSED: lazy("Certificate refused"),
}

STANDINGS: Mapping[str, LazyText] = {
    VisitStanding.HELD: lazy("Audit held"),
    VisitStanding.OVERDUE: lazy("Past its day"),
    VisitStanding.SOON: lazy("Coming up"),
    VisitStanding.AHEAD: lazy("Ahead"),
}

STANDING_TONES: Mapping[str, str] = {
    VisitStanding.HELD: "good",
    VisitStanding.OVERDUE: "bad",
    VisitStanding.SOON: "attention",
    VisitStanding.AHEAD: "neutral",
}

IMPORT_STATES: Mapping[str, LazyText] = {
    ImportState.CHECKED: lazy("Waits for your decision"),
    ImportState.DONE: lazy("Taken in"),
    ImportState.DISCARDED: lazy("Discarded"),
}

ACTS: Mapping[str, LazyText] = {
    "certification.enter": lazy("Entered here"),
    "certification.change": lazy("Details changed"),
    "certification.grant": lazy("Certificate granted"),
    "certification.suspend": lazy("Certificate suspended"),
    "certification.restore": lazy("Certificate restored"),
    "certification.withdraw": lazy("Certificate withdrawn"),
    "certification.expire": lazy("Certificate expired"),
    "certification.reopen": lazy("Certificate in force again: its last day was corrected"),
    "certification.file": lazy("File of the certificate stored"),
    "certification.plan_visit": lazy("External audit planned"),
    "certification.save_visit": lazy("External audit changed"),
    "certification.take_in": lazy("Findings taken in"),
}
"""What the trail calls them, for the timeline."""
