"""The words for records, their states and disposal lists."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .kinds import KINDS as RECORD_KINDS
from .workflow import DisposalKind, DisposalState, RecordState

KINDS: Mapping[str, LazyText] = {kind.name: kind.label for kind in RECORD_KINDS}

STATES: Mapping[str, LazyText] = {
    RecordState.DUE: lazy("May be destroyed"),
    RecordState.TRANSFER: lazy("To hand over to the state archive"),
    RecordState.KEPT: lazy("Kept until its day"),
    RecordState.OPEN: lazy("Matter not ended"),
    RecordState.HELD: lazy("On hold"),
}

TONES: Mapping[str, str] = {
    RecordState.DUE: "attention",
    RecordState.TRANSFER: "progress",
    RecordState.KEPT: "neutral",
    RecordState.OPEN: "neutral",
    RecordState.HELD: "bad",
}

LISTS: Mapping[str, LazyText] = {
    DisposalKind.DESTROY: lazy("Disposal list"),
    DisposalKind.TRANSFER: lazy("Transfer list"),
}

LIST_STATES: Mapping[str, LazyText] = {
    DisposalState.PROPOSED: lazy("Waits for consent"),
    DisposalState.CONSENTED: lazy("Consent given"),
    DisposalState.REFUSED: lazy("Consent refused"),
    DisposalState.CANCELLED: lazy("Cancelled list"),
    DisposalState.DONE: lazy("Carried out"),
}

LIST_TONES: Mapping[str, str] = {
    DisposalState.PROPOSED: "attention",
    DisposalState.CONSENTED: "progress",
    DisposalState.REFUSED: "bad",
    DisposalState.CANCELLED: "neutral",
    DisposalState.DONE: "good",
}
