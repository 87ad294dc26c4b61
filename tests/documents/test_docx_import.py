"""A .docx becomes the Markdown that its author would have written."""

from __future__ import annotations

import pytest

from intranet_qms.documents.archives import ArchiveRefused
from intranet_qms.documents.docx_import import Imported, import_docx
from intranet_qms.documents.paragraphs import split
from tests.factories.docx import (
    cell,
    docx,
    item,
    paragraph,
    picture,
    png,
    run,
    table,
    text_box,
)


def read(*blocks: str, **more: object) -> Imported:
    return import_docx(docx(*blocks, **more))  # type: ignore[arg-type]


def test_headings_keep_their_level_and_the_number_that_word_counts() -> None:
    text = read(
        paragraph("Spis treści ........ 1", style="Spistreci1"),
        paragraph("Cel", style="Nagwek1"),
        paragraph("Postępowanie", style="Nagwek1"),
        paragraph("Przyjęcie", style="Nagwek2"),
        paragraph("Terminy", style="Wasny"),
    )
    assert (
        text.markdown == "# 1. Cel\n\n# 2. Postępowanie\n\n## 2.1. Przyjęcie\n\n## 2.2. Terminy\n"
    )
    assert text.left_out == {"contents": 1}
    assert [block.number for block in split(text.markdown)] == ["1", "2", "2.1", "2.2"]


def test_lists_are_nested_count_on_after_a_paragraph_and_begin_anew() -> None:
    text = read(
        item("jeden"), item("litera a", level=1), item("litera b", level=1), item("dwa"),
        "Akapit.", item("trzy"), item("od nowa", number=3),
        item("kropka", number=2), item("kropka niżej", number=2, level=1),
    )  # fmt: skip
    assert text.markdown == (
        "1. jeden\n   1. litera a\n   2. litera b\n2. dwa\n\nAkapit.\n\n"
        "3. trzy\n1) od nowa\n- kropka\n  - kropka niżej\n"
    )
    assert text.left_out == {"letters": 2}


def test_emphasis_hugs_its_words_and_signs_stay_signs() -> None:
    text = read(
        paragraph("Pismo ", run("bardzo ", "<w:b/>"), run("ważne", "<w:b/>"), " i ",
                  run("pilne", "<w:i/>"), ", 2*3 [x](y) m", run("2", '<w:vertAlign w:val="superscript"/>')),
        "1. nie lista", "# nie nagłówek", "- nie kropka",
        paragraph(f'<w:hyperlink r:id="rId7">{run("BIP")}</w:hyperlink>'),
    )  # fmt: skip
    assert text.markdown.split("\n\n") == [
        "Pismo **bardzo ważne** i *pilne*, 2\\*3 [x\\](y) m²",
        "1\\. nie lista", "\\# nie nagłówek", "\\- nie kropka",
        "[BIP](https://bip.example/a%28b%29)\n",
    ]  # fmt: skip


def test_tracked_changes_count_as_accepted() -> None:
    text = read(
        paragraph(
            "W terminie ", f"<w:del>{run('7')}</w:del>", f"<w:ins>{run('14')}</w:ins>", " dni",
            properties='<w:rPr><w:del w:id="1"/></w:rPr>',
        ),
        paragraph(" roboczych."),
    )  # fmt: skip
    assert text.markdown == "W terminie 14 dni roboczych.\n"
    assert text.left_out == {"tracked": 3}


def test_merged_cells_are_divided_and_a_frame_is_no_table() -> None:
    text = read(
        table(
            [cell("Rodzaj"), cell("Termin | uwagi", span=2)],
            [cell("Skarga", merge="restart"), cell("miesiąc", "od wpływu"), cell("art. 237")],
            [cell("", merge="continue"), cell("dwa"), cell(item("a"), item("b"))],
        ),
        table([cell("W ramce.", "Drugi akapit.")]),
    )
    assert text.markdown == (
        "| Rodzaj | Termin \\| uwagi |  |\n|---|---|---|\n"
        "| Skarga | miesiąc od wpływu | art. 237 |\n| Skarga | dwa | 1. a 2. b |\n\n"
        "W ramce.\n\nDrugi akapit.\n"
    )
    assert text.left_out == {"merged": 2}


def test_pictures_footnotes_and_boxes_are_kept_and_the_rest_is_told() -> None:
    text = read(
        paragraph("Schemat", picture("Obieg pisma"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        paragraph("Ramka:", text_box("Uwaga w ramce."), picture("", "rId6")),
        paragraph(run("ukryte", "<w:vanish/>"), "widoczne"),
        notes={2: "Zob. art. 229 k.p.a."},
        word__header1_xml='<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>Urząd</w:t></w:r></w:p></w:hdr>',
    )
    assert text.markdown == (
        "Schemat![Obieg pisma](obraz-1.png)[^1]\n\nRamka:\n\nUwaga w ramce.\n\nwidoczne\n\n"
        "[^1]: Zob. art. 229 k.p.a.\n"
    )
    assert text.pictures == {"obraz-1.png": png()}
    assert text.left_out == {"box": 1, "picture": 1, "hidden": 1, "running": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\x00 a program", "damaged"),
        (docx(word__document_xml='<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'), "bomb"),
        (docx(word__document_xml="<w:document"), "damaged"),
        (docx(word__media__big_xml=b"0" * 60_000_000), "bomb"),
    ],
    ids=["a program", "entities", "broken", "a bomb"],
)
def test_what_is_no_file_of_word_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        import_docx(data)
    assert refused.value.code == code
