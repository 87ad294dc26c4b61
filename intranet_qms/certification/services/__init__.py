"""What people do to certificates and external audits. Nothing here commits."""

from .bodies import BodyFacts, save_body
from .certificates import CertificateFacts, enter, save, step, store_file
from .taking_in import Found, check_sheet, discard_import, enter_import, take_in_one
from .upkeep import expire_ended, remind
from .visits import VisitFacts, plan_visit, save_visit

__all__ = [
    "BodyFacts",
    "CertificateFacts",
    "Found",
    "VisitFacts",
    "check_sheet",
    "discard_import",
    "enter",
    "enter_import",
    "expire_ended",
    "plan_visit",
    "remind",
    "save",
    "save_body",
    "save_visit",
    "step",
    "store_file",
    "take_in_one",
]
