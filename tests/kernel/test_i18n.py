"""Sentences, numbers and order as Polish readers expect them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from intranet_qms import i18n
from intranet_qms.i18n import lazy, localized, polish_plural, sort_key, t, tn, use_locale

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, 2), (1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (14, 2), (21, 2), (22, 1), (24, 1),
     (25, 2), (101, 2), (102, 1), (111, 2), (112, 2), (122, 1), (1002, 1), (1012, 2)],
)  # fmt: skip
def test_the_polish_form_goes_with_the_number(n: int, form: int) -> None:
    assert polish_plural(n) == form


@pytest.mark.parametrize(
    ("n", "polish", "english"),
    [
        (1, "1 dokument do przeglądu", "1 document to check"),
        (3, "3 dokumenty do przeglądu", "3 documents to check"),
        (5, "5 dokumentów do przeglądu", "5 documents to check"),
        (1200, "1\xa0200 dokumentów do przeglądu", "1,200 documents to check"),
    ],
)
def test_a_sentence_goes_with_its_number(n: int, polish: str, english: str) -> None:
    for locale, expected in (("pl", polish), ("en", english)):
        with use_locale(locale):
            assert tn("%(n)s document to check", "%(n)s documents to check", n) == expected


def test_a_sentence_that_nobody_translated_is_said_in_english() -> None:
    with use_locale("pl"):
        assert t("A sentence that stands in no catalogue.") == (
            "A sentence that stands in no catalogue."
        )


def test_a_percent_sign_in_a_value_is_only_a_percent_sign() -> None:
    with use_locale("en"):
        assert t("Audit %(number)s: %(title)s", number="A", title="100 %(s") == "Audit A: 100 %(s"


def test_a_lazy_sentence_speaks_when_it_is_read() -> None:
    sentence = lazy("Audits")
    for locale, expected in (("pl", "Audity"), ("en", "Audits")):
        with use_locale(locale):
            assert str(sentence) == expected


def test_a_lazy_sentence_is_escaped_in_a_page() -> None:
    with use_locale("en"):
        assert lazy("%(x)s", x='<b>"&').__html__() == "&lt;b&gt;&#34;&amp;"


def test_threads_have_languages_of_their_own() -> None:
    heard: list[str] = []
    with use_locale("en"):
        thread = Thread(target=lambda: heard.append(t("Audits")))
        thread.start()
        thread.join()
        assert t("Audits") == "Audits"
    assert heard == ["Audity"]


@pytest.mark.parametrize(
    ("polish", "english", "pl", "en"),
    [("tak", "yes", "tak", "yes"), ("tak", "", "tak", "tak"), (None, "yes", "yes", "yes"),
     (None, None, "", "")],
)  # fmt: skip
def test_a_text_kept_in_one_language_is_shown_in_it(
    polish: str | None, english: str | None, pl: str, en: str
) -> None:
    for locale, expected in (("pl", pl), ("en", en)):
        with use_locale(locale):
            assert localized(polish, english) == expected


def test_the_polish_alphabet_is_the_order() -> None:
    alphabet = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
    assert sorted(alphabet, key=sort_key) == list(alphabet)
    assert sorted(alphabet.upper(), key=sort_key) == list(alphabet.upper())


def test_words_are_sorted_as_in_a_dictionary() -> None:
    words = [
        "2 krok",
        "Ala",
        "Ala ma",
        "Alaska",
        "ćma",
        "cyna",
        "Łódź",
        "lody",
        "łoś",
        "źle",
        "ząb",
    ]
    assert sorted(words, key=sort_key) == [
        "2 krok", "Ala", "Ala ma", "Alaska", "cyna", "ćma", "lody", "łoś", "Łódź", "ząb", "źle",
    ]  # fmt: skip


def test_a_sort_key_fits_its_column_and_sorts_by_bytes() -> None:
    assert len(sort_key("ż" * 1000)) <= 400
    assert sort_key("łąka żółć").isascii()


def test_a_day_is_the_day_of_the_office() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    with use_locale("pl"):
        assert i18n.date_text(late, WARSAW) == "1 grudnia 2026"
        assert i18n.date_text(date(2026, 11, 30), WARSAW) == "30 listopada 2026"
        assert i18n.moment_text(late, WARSAW) == "1 grudnia 2026, 00:30"
        assert i18n.date_text(None, WARSAW) == "—"


def test_an_unknown_language_is_polish() -> None:
    with use_locale("de"):
        assert i18n.current_locale() == "pl"


def test_less_than_a_minute_is_now() -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    with use_locale("pl"):
        assert i18n.relative_text(now, now) == "przed chwilą"
        assert i18n.relative_text(now - timedelta(hours=3), now) == "3 godziny temu"
        assert i18n.relative_text(now + timedelta(days=3), now) == "za 3 dni"
    with use_locale("en"):
        assert i18n.relative_text(now, now) == "just now"
