"""Everything that is said is said in both languages, and nothing is translated that is not said."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.architecture.messages import entries, said, template_files, untranslated_words
from tests.architecture.sources import ROOT

_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%(?!\()[a-z%]")

# Texts of templates that are the same in every language.
_SAME_EVERYWHERE = {"Excel", "CSV", "XLSX", "PDF", "SHA-256:", "B", "kB", "MB"}

# The statutory audit of the Public Finance Act is the one thing that is written with a y; where a
# line has named it, it may say the word again.
_AUDYT = re.compile(r"\baudy[tc]\w*(?!\s+wewnętrzn)\b", re.IGNORECASE)
_STATUTORY = re.compile(r"audyt\w*\s+wewnętrzn", re.IGNORECASE)
_ABOUT_THE_STATUTORY_AUDIT = {"PZ-06.md"}


def _key(message: Message) -> tuple[str, str | None]:
    if isinstance(message.id, tuple | list):
        return message.id[0], message.id[1]
    return message.id, None


def _placeholders(text: str) -> Counter[str]:
    return Counter(match[0] for match in _PLACEHOLDER.finditer(text))


def _as_entry(singular: str, plural: str | None) -> str:
    """An entry of a catalogue, ready to be pasted."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    if plural is None:
        return f'msgid {quoted(singular)}\nmsgstr ""\n'
    forms = "".join(f'msgstr[{n}] ""\n' for n in range(3))
    return f"msgid {quoted(singular)}\nmsgid_plural {quoted(plural)}\n{forms}"


def test_every_sentence_has_a_polish_translation() -> None:
    translated = {_key(message) for _file, message in entries() if _forms(message)}
    missing: dict[tuple[str, str | None], str] = {}
    for one in said():
        if (one.singular, one.plural) not in translated:
            missing.setdefault((one.singular, one.plural), one.where)
    listing = "\n".join(
        f"#: {where}\n{_as_entry(*key)}"
        for key, where in sorted(missing.items(), key=lambda x: x[1])
    )
    assert not missing, f"{len(missing)} sentences without a translation:\n\n{listing}"


def _forms(message: Message) -> list[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    return forms if all(forms) else []


def test_translations_keep_the_placeholders() -> None:
    wrong = []
    for file, message in entries():
        singular, plural = _key(message)
        allowed = [_placeholders(text) for text in (singular, plural) if text is not None]
        # A form for one thing may leave its number out; nothing else may be left out or added.
        for form in _forms(message):
            names, expected = set(_placeholders(form)), set().union(*map(set, allowed))
            optional = {"%(n)s"} if plural is not None else set()
            if not expected - optional <= names <= expected:
                wrong.append(f"{file}: {singular!r} -> {form!r}")
    assert wrong == []


def test_a_plural_has_three_polish_forms() -> None:
    wrong = [
        f"{file}: {message.id}"
        for file, message in entries()
        if _key(message)[1] is not None and len(_forms(message)) != 3
    ]
    assert wrong == []


def test_a_sentence_has_one_translation_whatever_file_it_stands_in() -> None:
    known: dict[tuple[str, str | None], tuple[str, list[str]]] = {}
    clashes = []
    for file, message in entries():
        before = known.setdefault(_key(message), (file, _forms(message)))
        if before[1] != _forms(message):
            clashes.append(f"{message.id!r}: {before[0]} and {file} differ")
    assert clashes == []


def test_no_translation_is_left_over() -> None:
    used = {(one.singular, one.plural) for one in said()}
    left = [f"{file}: {message.id!r}" for file, message in entries() if _key(message) not in used]
    assert left == []


@pytest.mark.parametrize(
    "path",
    [path for path in template_files() if path.suffix == ".html"],
    ids=lambda path: path.relative_to(ROOT / "intranet_qms" / "templates" / "qms").as_posix(),
)
def test_templates_say_nothing_in_one_language_only(path: Path) -> None:
    found = untranslated_words(path.read_text(encoding="utf-8"))
    assert [text for text in found if text not in _SAME_EVERYWHERE] == []


def test_the_reading_of_templates_finds_what_it_looks_for() -> None:
    source = (
        '<p title="Tytuł" class="plain">Zapisz {{ name }} <b>{{ qms.t("Save") }}</b></p>'
        "<style>p { color: red }</style>{# remark #}{% if x %}tak{% endif %}"
    )
    assert untranslated_words(source) == ["Tytuł", "Zapisz", "tak"]


def test_the_word_of_the_trade_is_audit() -> None:
    found = []
    for folder in (ROOT / "intranet_qms", ROOT / "pwa" / "src"):
        for path in sorted(folder.rglob("*")):
            if path.suffix not in {".po", ".html", ".txt", ".jinja", ".md", ".csv", ".json", ".typ",
                                   ".ts", ".tsx"} or "static" in path.parts:  # fmt: skip
                continue
            if path.name in _ABOUT_THE_STATUTORY_AUDIT:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                found += [
                    f"{path.relative_to(ROOT)}:{number}: {match[0]}"
                    for match in _AUDYT.finditer(line)
                    if not _STATUTORY.search(line)
                ]
    assert found == []


def test_no_polish_sentence_spells_out_two_endings_of_one_word() -> None:
    """The form of offices is "zatwierdził(a)"; "podjął(-ęła)" stumbles: say it otherwise."""
    found = [
        f"{path.name}: {form}"
        for path in sorted((ROOT / "intranet_qms" / "translations" / "pl").glob("*.po"))
        for form in re.findall(
            r"\w+\(-(?!am\))\w{2,}\)|\w+ł/\w+ła", path.read_text(encoding="utf-8")
        )
    ]
    assert found == []
