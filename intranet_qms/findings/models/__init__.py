"""Findings, the corrective actions that answer them, and all that is said on the way."""

from .answering import (
    DueExtension,
    FindingAnswer,
    FindingFile,
    FindingIssue,
    FindingRemark,
    FindingTerm,
)
from .causes import ExtentCheck, FindingCause
from .classes import FindingClassSetting
from .finding import CorrectiveAction, Finding, FindingNumber

__all__ = [
    "CorrectiveAction",
    "DueExtension",
    "ExtentCheck",
    "Finding",
    "FindingAnswer",
    "FindingCause",
    "FindingClassSetting",
    "FindingFile",
    "FindingIssue",
    "FindingNumber",
    "FindingRemark",
    "FindingTerm",
]
