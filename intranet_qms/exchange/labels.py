"""The words for runs, outcomes and mistakes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..i18n import LazyText, lazy
from ..sheet_reading import REFUSALS
from .columns import BY_NAME
from .workflow import Outcome, RunKind, RunState

KINDS: Mapping[str, LazyText] = {
    RunKind.IMPORT: lazy("Import of a register"),
    RunKind.ARCHIVE: lazy("Archive of the register"),
    RunKind.RESTORE: lazy("Restoring an archive"),
}

STATES: Mapping[str, LazyText] = {
    RunState.MAPPING: lazy("Columns to assign"),
    RunState.CHECKING: lazy("Being checked"),
    RunState.CHECKED: lazy("Waits for a decision"),
    RunState.APPLYING: lazy("In progress"),
    RunState.DONE: lazy("Done"),
    RunState.FAILED: lazy("Failed"),
    RunState.DISCARDED: lazy("Discarded"),
}

TONES: Mapping[str, str] = {
    RunState.MAPPING: "attention",
    RunState.CHECKING: "progress",
    RunState.CHECKED: "attention",
    RunState.APPLYING: "progress",
    RunState.DONE: "good",
    RunState.FAILED: "bad",
    RunState.DISCARDED: "neutral",
}

OUTCOMES: Mapping[str, LazyText] = {
    Outcome.MAKE: lazy("New document"),
    Outcome.UPDATE: lazy("Changed facts"),
    Outcome.SAME: lazy("No difference"),
    Outcome.WRONG: lazy("Row with a mistake"),
}

OUTCOME_TONES: Mapping[str, str] = {
    Outcome.MAKE: "good",
    Outcome.UPDATE: "progress",
    Outcome.SAME: "neutral",
    Outcome.WRONG: "bad",
}

STAGES: Mapping[str, LazyText] = {
    "waiting": lazy("Waiting for its turn."),
    "reading": lazy("Reading the file."),
    "checking": lazy("Comparing with the register."),
    "writing": lazy("Writing into the register."),
    "tables": lazy("Collecting the register."),
    "files": lazy("Collecting files."),
    "verifying": lazy("Checking every hash."),
    "done": lazy("Done."),
}

_NOTES: Mapping[str, LazyText] = {
    "missing": lazy("This cell may not be empty."),
    "formula": lazy("The cell holds a formula; paste its value instead."),
    "error": lazy("The cell holds an error of the spreadsheet program."),
    "too_long": lazy("The text is longer than %(limit)s characters."),
    "twice": lazy("The same code stands in row %(row)s already."),
    "code_form": lazy(
        "A code begins with a letter or digit and has letters, digits, dots, dashes, slashes."
    ),
    "former_code": lazy("This code belonged to the document that is now %(code)s."),
    "unknown_kind": lazy("There is no kind of document “%(text)s”."),
    "unknown_process": lazy("There is no process “%(text)s”."),
    "unknown_unit": lazy("There is no unit “%(text)s”."),
    "several_unit": lazy("“%(text)s” is the name of %(count)s units; write the code."),
    "unknown_person": lazy("There is nobody called “%(text)s”."),
    "several_person": lazy("“%(text)s” is the name of %(count)s people; write the login."),
    "months": lazy("“%(text)s” is no number of months from 1 to 60."),
    "day": lazy("“%(text)s” is no day, such as 2026-03-31 or 31.03.2026."),
    "day_ahead": lazy("The day %(text)s has not come yet."),
    "category": lazy("“%(text)s” is no archive category, such as A, B5, BE50 or Bc."),
    "unknown_clause": lazy("There is no clause “%(text)s” in the catalogue of standards."),
    "unknown_reader": lazy("There is no unit and nobody called “%(text)s”."),
    "unknown_code": lazy("There is no document %(code)s in the register or in the file."),
    "related_itself": lazy("A document does not refer to itself; left out."),
    "related_wrong": lazy("The link to %(code)s is left out, because its row has a mistake."),
    "of_the_issue": lazy("Differs from the issue in force; this changes with a new issue."),
}

_FAILURES: Mapping[str, LazyText] = {
    "file_lost": lazy("The file that was sent cannot be found any more."),
    "unexpected": lazy("Something went wrong on the server. It has been written to the log."),
    "not_a_zip": lazy("This is no archive of the register, or its end is missing."),
    "no_manifest": lazy("The archive has no manifest, so nothing in it can be checked."),
    "bad_manifest": lazy("The manifest of the archive cannot be read."),
    "other_format": lazy("The archive was made by a newer version of this program."),
    "bomb": lazy("The archive unpacks to more than is taken here."),
    "bad_name": lazy("The archive names a file “%(name)s”, which does not belong there."),
    "not_in_manifest": lazy("The archive holds “%(name)s”, which its manifest does not name."),
    "missing_file": lazy("The archive lacks “%(name)s”, which its manifest names."),
    "altered": lazy("“%(name)s” is not what the manifest says: it was altered after the export."),
    "damaged": lazy("“%(name)s” cannot be unpacked: the archive is damaged."),
    "bad_table": lazy("The table “%(name)s” of the archive cannot be read."),
    "other_seal": lazy("The seal of the archive is not the one that you gave."),
    "not_empty": lazy(
        "The register of this office is not empty and differs from the archive. An archive is "
        "restored into an empty register only."
    ),
    "clauses_missing": lazy("The catalogue of standards lacks: %(names)s. Load it first."),
}


def _filled(sentence: LazyText, values: Mapping[str, Any]) -> str:
    return str(LazyText(sentence.msgid, dict(values)))


def explain_note(note: Mapping[str, Any]) -> str:
    """A mistake or remark of a row in words."""
    sentence = _NOTES.get(str(note.get("code")))
    return _filled(sentence, note.get("values") or {}) if sentence else str(note.get("code"))


def explain_failure(code: str, values: Mapping[str, Any]) -> str:
    """Why a run failed."""
    sentence = _FAILURES.get(code) or REFUSALS.get(code)
    return _filled(sentence or _FAILURES["unexpected"], values)


def field_name(name: str) -> str:
    """A field as its column is called."""
    field = BY_NAME.get(name)
    return str(field.heading) if field else name
