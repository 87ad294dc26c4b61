"""The redline says exactly what changed, in words, and is quick for the worst texts."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from intranet_qms.documents.compare import Change, Wording, compare
from intranet_qms.documents.word_diff import Change as Words
from intranet_qms.documents.word_diff import changed_words
from tests.factories.documents import carry_on, draft, install, make_office
from tests.support.host import Host

TEXTS = st.lists(st.sampled_from(["w", "i", "na", "urząd", ",", "."]), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    pieces = changed_words(old, new)
    assert "".join(one.text for one in pieces if one.change is not Words.REMOVED) == new
    before = "".join(one.text for one in pieces if one.change is not Words.ADDED)
    assert before.split() == old.split()


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = changed_words(
        "Skargę wnosi się pisemnie w terminie 7 dni.",
        "Skargę wnosi się pisemnie lub e-mailem w terminie 14 dni.",
    )
    marked = [(one.change.value, one.text.strip()) for one in pieces if one.change != "same"]
    assert marked == [("added", "lub e-mailem"), ("removed", "7"), ("added", "14")]


def test_a_paragraph_that_moved_is_shown_as_moved_and_not_as_new() -> None:
    old = [Wording(key, key, f"Akapit {key}.") for key in "abcd"]
    new = [Wording(one.key, str(at), one.text) for at, one in enumerate([old[3], *old[:3]])]
    found = {one.key: (one.change, one.moved_from) for one in compare(old, new)}
    assert found["d"] == (Change.EDITED, "d")
    assert {found[key] for key in "abc"} == {(Change.SAME, "")}


def test_twenty_thousand_words_with_one_replaced_everywhere_take_no_seconds() -> None:
    chance = random.Random(7)
    words = [chance.choice(["w", "i", "na", "urząd", "gmina", "sprawa"]) for _ in range(20_000)]
    new = ["miasto" if one == "gmina" else one for one in words]
    begun = time.process_time()
    changed_words(" ".join(words), " ".join(new))
    compare(
        [Wording(f"k{at}", str(at), word) for at, word in enumerate(words[:2000])],
        [Wording(f"k{at}", str(at), word) for at, word in reversed(list(enumerate(new[:2000])))],
    )
    # A comparison that grows with the square takes minutes of the processor here, not seconds.
    assert time.process_time() - begun < 10


def test_any_two_issues_in_line_or_side_by_side_with_words_for_screen_readers(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        document = install(session, office)
        for text in ("Pierwszy dodatek.", "Drugi dodatek."):
            revision = draft(
                session, office, document,
                body=document.revisions[0].body + f"\n{text}\n", change_summary=text,
            )  # fmt: skip
            carry_on(session, office, revision, revision.state.EFFECTIVE)
            session.refresh(document, ["revisions"])
    host.sign_in("employee", "Employee Nowak")
    client = host.client()
    for query in ("", "?view=side", "?against=1&whole=1", "?against=3", "?view=nonsense"):
        page = client.get(f"/qms/documents/PG-02/issues/3/changes{query}")
        assert page.status_code == 200, query
    text = client.get("/qms/documents/PG-02/issues/3/changes?against=1").get_data(as_text=True)
    assert "Pierwszy dodatek." in text
    assert '<ins><span class="qms-hidden"> [dodano:' in text
    assert client.get("/qms/documents/PG-02/issues/3/changes?against=99").status_code == 404
