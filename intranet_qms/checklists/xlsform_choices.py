"""The sheet ``choices`` of an XLSForm: lists of what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .content import MAX_SCORE, MAX_SHORT
from .workflow import CONFORMITY_VALUES, YES_NO_VALUES
from .xlsform_sheets import CHOICES, Columns, ImportNote, Severity, read_rows


@dataclass(slots=True)
class ChoiceLists:
    """The lists by name, with the row where each begins, and which of them a question used.

    `broken` are lists with a mistake of their own: a question that uses one is not blamed again.
    """

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    first_rows: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def get(self, name: str) -> list[dict[str, Any]] | None:
        """Return the choices of a list and remember that it is used; None if there is none."""
        self.used.add(name)
        return self.lists.get(name)

    def tell_unused(self, notes: list[ImportNote]) -> None:
        """Add a note for each list that no question uses."""
        for name, row in self.first_rows.items():
            if name not in self.used:
                notes.append(
                    ImportNote(
                        Severity.LEFT_OUT, "list_not_used", CHOICES, row, parameters={"list": name}
                    )
                )


def read_choices(columns: Columns, notes: list[ImportNote]) -> ChoiceLists:
    """Return the lists of the sheet; add a note for everything wrong, each with its row."""
    result = ChoiceLists()
    rows = read_rows(columns, notes)
    missing = [word for word in ("list_name", "name") if not columns.has(word)]
    if missing and rows:
        notes += [
            ImportNote(Severity.ERROR, "column_missing", CHOICES, 1, parameters={"word": word})
            for word in missing
        ]
        return result
    seen: dict[tuple[str, str], int] = {}
    for row in rows:

        def say(code: str, word: str, number: int = row.number, **parameters: object) -> None:
            letter, header = columns.locate(word)
            notes.append(
                ImportNote(Severity.ERROR, code, CHOICES, number, letter, header, parameters)
            )

        list_name, value = row.text("list_name"), row.text("name")
        label = {word: row.text(f"label_{word}") for word in ("pl", "en")}
        if not list_name:
            say("list_name_missing", "list_name", value=value)
            continue
        result.first_rows.setdefault(list_name, row.number)
        choices = result.lists.setdefault(list_name, [])
        problems_before = len(notes)
        if not value:
            say("choice_name_missing", "name", list=list_name)
        elif len(value) > MAX_SHORT or any(character.isspace() for character in value):
            say("bad_choice_name", "name", value=value[:MAX_SHORT], limit=MAX_SHORT)
        elif (list_name, value) in seen:
            say("duplicate_choice", "name", value=value, first=seen[list_name, value])
        seen.setdefault((list_name, value), row.number)
        if not any(label.values()):
            say("choice_label_missing", "label_pl", value=value)
        if len(notes) > problems_before:
            result.broken.add(list_name)
        else:
            choice: dict[str, Any] = {
                "value": value,
                "label_pl": label["pl"],
                "label_en": label["en"],
            }
            points = row.text("score").replace(",", ".")
            try:
                choice |= {"score": float(points)} if points else {}
            except ValueError:
                say("bad_score", "score", limit=MAX_SCORE)
            if row.text("bad").lower() in ("yes", "true", "1", "tak"):
                choice["bad"] = True
            choices.append(choice)
    return result


def is_conformity(list_name: str, choices: list[dict[str, Any]] | None) -> bool:
    """Return whether a list means the answer "conformity": by name, if undefined, or by values.

    A list that offers fewer of the values than there are still means it.
    """
    if choices is None:
        return list_name.lower() in ("conformity", "zgodnosc")
    values = {one["value"] for one in choices}
    return {"conforming", "nonconforming"} <= values <= set(CONFORMITY_VALUES)


def is_yes_no(list_name: str, choices: list[dict[str, Any]] | None) -> bool:
    """Return whether a list means the answer "yes or no": by name, if undefined, or by values."""
    if choices is None:
        return list_name.lower() in ("yes_no", "tak_nie")
    return bool(choices) and {one["value"] for one in choices} == set(YES_NO_VALUES)
