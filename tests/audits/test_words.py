"""The phone and the pages call the same thing by the same word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intranet_qms.audits import labels
from intranet_qms.i18n import use_locale

WORDS = Path(__file__).parents[2] / "pwa" / "src" / "ui" / "i18n"


def of_the_phone(language: str) -> dict[str, str]:
    text = (WORDS / f"{language}.ts").read_text("utf-8")
    return dict(re.findall(r'^\s*(\w+):\s*"([^"]*)"', text, re.MULTILINE))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_states_and_answers_are_the_same_words_everywhere(language: str) -> None:
    phone = of_the_phone(language)
    with use_locale(language):
        # In the middle of a line the phone begins a state with a small letter.
        states = {f"state_{key}": str(word).lower() for key, word in labels.STATES.items()}
        answers = {key: str(word) for key, word in labels.CONFORMITY.items()}
    assert {key: phone[key].lower() for key in states} == states
    assert {key: phone[key] for key in answers} == answers
