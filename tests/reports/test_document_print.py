"""The print of a controlled document."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from intranet_qms.reports.document_print import render_document
from intranet_qms.reports.markdown_tree import markdown_tree
from tests.factories.document_prints import BODY, make_document
from tests.reports.pdf_reading import (
    heading_levels,
    squeezed,
    structure,
    text_of,
    untagged,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_document(
        make_document(body=BODY * 6), tmp_path_factory.mktemp("document") / "PG-02.pdf"
    ).path


def test_the_header_stands_on_every_page(made: Path) -> None:
    with pypdfium2.PdfDocument(made) as document:
        assert len(document) > 2
        for number, page in enumerate(document, start=1):
            text = squeezed(page.get_textpage().get_text_bounded())
            for part in ("PG-02", "Wydanie", "15marca2026", f"{number}z{len(document)}"):
                assert part in text
            assert squeezed("Kopia nienadzorowana, wydruk z dnia 22 listopada 2026") in text


def test_who_prepared_reviewed_and_approved_is_said(made: Path) -> None:
    text = text_of(made)
    for part in ("Opracował(a)", "Zofia Łącka", "Pełnomocnik ds. SZJ", "Jan Kowal", "2 marca 2026"):
        assert squeezed(part) in text


def test_the_print_is_accessible(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert untagged(pdf) == []
        levels = heading_levels(pdf)
        assert levels[0] == 1
        assert max(levels) == 3
        kinds = [kind for kind, _ in structure(pdf)]
        assert kinds.count("/Table") == 6 + 2
        assert kinds.count("/TH") >= 6 * 3 + 3 + 4
        assert "/Link" in kinds
        assert pdf.Root.Lang == "pl"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "PG-02 Skargi, wnioski i petycje"
            assert metadata["pdfuaid:part"] == "1"


def test_a_controlled_copy_says_nothing_of_an_uncontrolled_one(tmp_path: Path) -> None:
    made = render_document(make_document(uncontrolled=False), tmp_path / "d.pdf")
    assert "Kopianienadzorowana" not in text_of(made.path)


def test_only_addresses_of_the_web_and_mail_become_links(tmp_path: Path) -> None:
    body = (
        "[a](https://a.example/x) [b](javascript:alert(1)) [c](file:///etc/passwd) "
        "[d](../other.pdf) <mailto:szj@um.example> ![plan](http://127.0.0.1/x.png)"
    )
    made = render_document(make_document(body=body), tmp_path / "d.pdf")
    with pikepdf.open(made.path) as pdf:
        links = [
            str(annotation.A.URI)
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation
        ]
        assert sorted(set(links)) == ["https://a.example/x", "mailto:szj@um.example"]
    text = text_of(made.path)
    assert squeezed("[ilustracja: plan]") in text
    assert squeezed("d (../other.pdf)") in text


HOSTILE = [
    "",
    "# H1\n\n##### H5\n\n# H1 again",
    '<script>alert(1)</script>\n\n<b>x</b> #include "/etc/passwd" $x$',
    "> " * 90 + "deep",
    "- " * 90 + "deep",
    "\n".join("  " * depth + "- level" for depth in range(40)),
    "*" * 5000,
    "[" * 5000,
    "| a | b |\n|---|---|\n" + "| x | " + "y" * 4000 + " |\n",
    "| " + " | ".join("abcdefgh" for _ in range(30)) + " |\n|" + "---|" * 30 + "\n",
    "| a |\n|---|\n" + "| row |\n" * 800,
    "```\n" + "code " * 3000 + "\n```",
    "😀 \x00 \u202e **\ud800**",
    "[😀](https://x.example/%F0%9F%98%80\u202e)",
    "1000000000. big number",
    "### only third level",
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_body_fails_a_print(place: int, tmp_path: Path) -> None:
    made = render_document(make_document(body=HOSTILE[place]), tmp_path / "d.pdf")
    with pikepdf.open(made.path) as pdf:
        levels = heading_levels(pdf)
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_html_and_typst_markup_are_printed(tmp_path: Path) -> None:
    body = '<script>alert(1)</script> #include "/etc/passwd" #panic()'
    text = text_of(render_document(make_document(body=body), tmp_path / "d.pdf").path)
    assert squeezed(body) in text


def test_the_tree_closes_up_skipped_levels() -> None:
    tree = markdown_tree("# A\n\n#### B\n\n## C\n\n#### D")
    assert [block["level"] for block in tree] == [2, 3, 3, 4]


def test_lists_keep_their_numbers_and_nesting() -> None:
    (tree,) = markdown_tree("3. c\n4. d\n   - e")
    assert tree["start"] == 3
    assert tree["items"][1][1]["kind"] == "list"
