"""What is done with records. Nothing here commits."""

from .disposing import cancel, carry_out, consent, propose, refuse
from .filing import classify, load_classes, place_hold, release_hold, set_rules

__all__ = [
    "cancel",
    "carry_out",
    "classify",
    "consent",
    "load_classes",
    "place_hold",
    "propose",
    "refuse",
    "release_hold",
    "set_rules",
]
