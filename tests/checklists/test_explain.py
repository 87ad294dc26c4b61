"""Every code that can be told has a sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intranet_qms.checklists import explain as explaining
from intranet_qms.checklists.explain import CONSEQUENCES, SENTENCES, consequence, explain
from intranet_qms.i18n import catalogue, use_locale

ROOM = Path(explaining.__file__).parent
WAYS_OF_TELLING = (
    (r'(?:SyntaxProblem|NotSupported|_leave_out)\(\s*"([a-z_]+)"', "expression_"),
    (r'"([a-z_]+)" if kind == AnswerType.MANY_OF else "comparison_of_type"', "expression_"),
    (r'WorkbookRefused\(\s*"([a-z_]+)"', ""),
    (r'ValueProblem\(\s*"([a-z_]+)"', ""),
    (r'ImportNote\(\s*Severity\.[A-Z_]+,\s*"([a-z_]+)"', ""),
    (r'self\._say\(\s*Severity\.[A-Z_]+,\s*"([a-z_]+)"', ""),
    (r'self\._error\(\s*"([a-z_]+)"', ""),
    (r'self\.say\(\s*"([a-z_]+)"', ""),
    (r'\bsay\(\s*"([a-z_]+)"', ""),
)


def codes() -> set[str]:
    found = set()
    for path in ROOM.glob("*.py"):
        text = path.read_text("utf-8")
        ways = WAYS_OF_TELLING
        if path.name == "rules.py":
            ways = ((r'self\._say\(\s*"([a-z_]+)"', "rule_"),)
        for pattern, prefix in ways:
            found |= {prefix + code for code in re.findall(pattern, text)}
    return found


def test_every_code_in_the_source_has_a_sentence() -> None:
    assert len(codes()) > 100
    assert codes() - set(SENTENCES) == set()


@pytest.mark.parametrize("sentence", [*SENTENCES.values(), *CONSEQUENCES.values()], ids=str)
def test_every_sentence_is_translated_with_the_same_parameters(sentence: object) -> None:
    msgid = sentence.msgid  # type: ignore[attr-defined]
    polish = catalogue("pl").singular[msgid]
    names = re.compile(r"%\([a-z]+\)s")
    assert sorted(names.findall(polish)) == sorted(names.findall(msgid))


def test_a_sentence_is_filled_and_never_fails() -> None:
    with use_locale("en"):
        assert explain("duplicate_name", {"name": "a", "first": 4}) == (
            "The name “a” is already used in row 4."
        )
        assert explain("unknown_type", {"value": "txt", "suggestion": "text"}) == (
            "“txt” is no type of question. Did you mean “text”?"
        )
        assert explain("duplicate_name") == "The name “” is already used in row ."
        assert explain("never_heard_of") == "never_heard_of"
        assert consequence("expression_function", {"consequence": "always_shown"}) == (
            "The question is always shown."
        )
    with use_locale("pl"):
        assert explain("duplicate_name", {"name": "a", "first": 4}) == (
            "Nazwa „a” jest już użyta w wierszu 4."
        )
