"""A paragraph keeps its key while it lives, whatever happens around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intranet_qms.documents.compare import Change, Wording, compare
from intranet_qms.documents.markup import codes_in, render
from intranet_qms.documents.paragraphs import KeyedText, carry_keys, split
from intranet_qms.documents.queries.words import by_lines

TEXT = [
    "## 1. Cel",
    "Procedura zapewnia, że każda skarga trafi do właściwej osoby.",
    "## 2. Postępowanie",
    "Skargę rejestruje się w dniu wpływu w rejestrze skarg i wniosków.",
    "Naczelnik wyznacza komórkę badającą w ciągu jednego dnia roboczego.",
]


def keyed(texts: list[str], seed: str = "PG-02") -> list[KeyedText]:
    return [
        KeyedText(key, text) for key, text in zip(carry_keys(texts, seed=seed), texts, strict=True)
    ]


def test_blocks_are_numbered_as_people_cite_them() -> None:
    blocks = split(
        "## 5. Opis\n\nWstęp.\n\n### 5.2. Przyjęcie\n\nJeden.\n\n- a\n- b\n\n| x |\n|---|\n| y |\n"
    )
    assert [block.number for block in blocks] == ["5", "5(1)", "5.2", "5.2(1)", "5.2(2)", "5.2(3)"]


def test_headings_without_numbers_are_counted() -> None:
    blocks = split("# Cel\n\nTekst.\n\n# Zakres\n\n## Kto\n\n## Kiedy\n\nTekst.\n")
    assert [block.number for block in blocks] == ["1", "1(1)", "2", "2.1", "2.2", "2.2(1)"]


def test_the_same_text_has_the_same_keys_everywhere() -> None:
    assert carry_keys(TEXT, seed="PG-02") == carry_keys(TEXT, seed="PG-02")
    assert carry_keys(TEXT, seed="PG-02") != carry_keys(TEXT, seed="PG-03")


def test_an_edited_moved_or_renumbered_paragraph_keeps_its_key() -> None:
    old = keyed(TEXT)
    new = [
        "## 1. Cel",
        "Zupełnie nowy wstęp o czymś innym.",
        "Procedura zapewnia, że każda skarga i petycja trafi do właściwej osoby.",
        "## 3. Postępowanie",
        TEXT[4],
        TEXT[3],
    ]
    keys = carry_keys(new, old, seed="PG-02")
    known = [item.key for item in old]
    assert keys[0] == known[0]
    assert keys[1] not in known
    assert keys[2] == known[1]
    assert keys[3] == known[2]
    assert (keys[4], keys[5]) == (known[4], known[3])


def test_a_paragraph_cut_and_brought_back_has_its_key_again() -> None:
    old = keyed(TEXT)
    without = carry_keys(TEXT[:4], old, seed="PG-02")
    between = [KeyedText(key, text) for key, text in zip(without, TEXT[:4], strict=True)]
    again = carry_keys([*TEXT[:4], TEXT[4].replace("jednego", "dwóch")], between, old, seed="PG-02")
    assert again[4] == old[4].key


def test_equal_paragraphs_have_keys_of_their_own() -> None:
    keys = carry_keys(["Uwaga.", "Uwaga.", "Uwaga."], seed="x")
    assert len(set(keys)) == 3
    assert carry_keys(["Uwaga."] * 3, [KeyedText(k, "Uwaga.") for k in keys], seed="x") == keys


paragraphs = st.lists(st.text(alphabet="abc \nż#|-", max_size=30), max_size=12)


@given(paragraphs, paragraphs)
def test_no_key_is_given_twice(old: list[str], new: list[str]) -> None:
    keys = carry_keys(new, keyed(old), seed="x")
    assert len(keys) == len(new)
    assert len(set(keys)) == len(keys)


@given(paragraphs)
def test_an_unchanged_text_keeps_every_key(texts: list[str]) -> None:
    old = keyed(texts)
    assert carry_keys(texts, old, seed="x") == [item.key for item in old]


@given(st.text(max_size=300))
def test_any_text_is_rendered_with_one_anchor_for_each_block(body: str) -> None:
    keys = carry_keys([block.text for block in split(body)], seed="x")
    html = render(body, keys).html
    assert "<script" not in html.lower()
    assert html.count('id="p-') == len(keys)


def test_codes_are_found_in_brackets_and_by_themselves() -> None:
    assert codes_in("Zob. [Księga.1], PS-03, PG-02. i art. 7") == {"Księga.1", "PS-03", "PG-02"}


def test_a_comparison_tells_edits_moves_and_removals_apart() -> None:
    old = [Wording("a", "1", "Ala ma kota."), Wording("b", "2", "Stare."), Wording("c", "3", "C.")]
    new = [Wording("c", "1", "C."), Wording("a", "2", "Ala ma psa."), Wording("d", "3", "Nowe.")]
    result = {one.key: one for one in compare(old, new)}
    assert {key: one.change for key, one in result.items()} == {
        "a": Change.EDITED, "b": Change.REMOVED, "c": Change.EDITED, "d": Change.ADDED,
    }  # fmt: skip
    assert bool(result["a"].moved_from) != bool(result["c"].moved_from)
    changed = [(piece.change, piece.text) for piece in result["a"].pieces]
    assert (Change.REMOVED, "kota") in changed
    assert (Change.ADDED, "psa") in changed


def test_twenty_thousand_words_are_compared_in_a_moment() -> None:
    old = [Wording(f"k{n}", str(n), f"Słowo {n} " * 50) for n in range(200)]
    new = [Wording(one.key, one.number, one.text.replace(" 7 ", " 8 ")) for one in old]
    assert len(compare(old, new)) == 200


def test_a_text_that_says_the_same_two_thousand_times_has_as_many_keys() -> None:
    keys = carry_keys(["tak"] * 2000, seed="PG-02")
    assert len(set(keys)) == 2000


def test_a_screen_without_marks_shows_a_paragraph_line_by_line() -> None:
    """As a phone without a network does: no sign of Markdown, and no number twice."""
    assert by_lines("### 5.1. Wybór trybu", "5.1") == "Wybór trybu"
    table = "| Pojęcie | Znaczenie |\n|---|---|\n| PZT | Projekt **zagospodarowania** |"
    assert by_lines(table, "3(1)") == "Pojęcie – Znaczenie\nPZT – Projekt zagospodarowania"
    listed = "Zobacz [PG-02](doc:PG-02):\n\n- skargę\n- wniosek\n\n2. termin"
    assert by_lines(listed) == "Zobacz PG-02:\n• skargę\n• wniosek\n2. termin"
