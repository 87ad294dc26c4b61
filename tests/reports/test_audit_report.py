"""The audit report: complete, accessible, and made from data alone."""

from __future__ import annotations

import hashlib
import io
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from intranet_qms.reports.audit_layout import audit_report_data
from intranet_qms.reports.audit_report import render
from intranet_qms.reports.audit_values import Answer, AuditReport, Mark, Question, Section
from intranet_qms.reports.typst_renderer import Limits, ReportFailed
from tests.factories.reports import CONFORMS, START, make_photos, make_report
from tests.files.test_content import wrongly_noted
from tests.reports.pdf_reading import heading_levels, squeezed, structure, text_of, untagged


@pytest.fixture(scope="module")
def photos() -> dict[str, bytes]:
    return make_photos(6, (400, 300))


@pytest.fixture(scope="module")
def big(photos: dict[str, bytes]) -> AuditReport:
    return make_report(sections=8, questions=12, findings=25, photos=tuple(photos))


@pytest.fixture(scope="module")
def made(
    big: AuditReport, photos: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("report") / "raport.pdf"
    assert render(big, photos, target).path == target
    return target


def test_every_answer_finding_and_caption_is_printed(big: AuditReport, made: Path) -> None:
    text = text_of(made)
    wanted = [
        part
        for section in big.sections
        for question in section.questions
        for answer in question.answers
        for part in (question.text, answer.value.label, answer.note, answer.author)
    ]
    wanted += [part for finding in big.findings for part in (finding.number, finding.statement)]
    wanted += [finding.evidence for finding in big.findings]
    wanted += [entry.caption for entry in big.photos]
    wanted += [entry.sha256[:12] for entry in big.photos]
    wanted += [*big.strengths, *big.distribution, *big.scope_units, "34 odpowiedzi, 12 zdjęć"]
    assert [part for part in wanted if squeezed(part) not in text] == []


def test_two_auditors_who_differ_are_both_printed(made: Path) -> None:
    text = text_of(made)
    for part in ("Brak wpisu 1.5.", "Wpis jest 1.5.", "Rozbieżność między auditorami"):
        assert squeezed(part) in text


def test_the_file_says_that_it_is_accessible_and_archival(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert pdf.Root.MarkInfo.Marked is True
        assert pdf.Root.Lang == "pl"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"].startswith("Raport z auditu AW/7/2026")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"


def test_every_picture_is_described_and_every_table_has_heads(made: Path, big: AuditReport) -> None:
    with pikepdf.open(made) as pdf:
        elements = structure(pdf)
        figures = [node for kind, node in elements if kind == "/Figure"]
        assert len(figures) == len(big.photos)
        assert all(str(node.Alt).startswith("Zdjęcie ") for node in figures)
        tables = [kind for kind, _ in elements if kind == "/Table"]
        assert len(tables) == len(big.sections) + 2
        heads = [node for kind, node in elements if kind == "/TH"]
        assert len(heads) >= 4 * len(tables)


def test_headings_start_at_the_first_level_and_skip_none(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        levels = heading_levels(pdf)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_on_a_page_is_outside_the_structure(made: Path) -> None:
    """Every text and image is tagged content or, like page numbers, marked as an artifact."""
    with pikepdf.open(made) as pdf:
        assert untagged(pdf) == []


def test_the_same_values_give_the_same_file(
    big: AuditReport, photos: dict[str, bytes], made: Path, tmp_path: Path
) -> None:
    again = render(big, photos, tmp_path / "again.pdf")
    assert again.sha256 == hashlib.sha256(made.read_bytes()).hexdigest()


def test_english_has_no_polish_words_of_its_own(tmp_path: Path) -> None:
    report = make_report(language="en")
    made = render(report, {}, tmp_path / "report.pdf").path
    text = text_of(made)
    for word in ("Auditreport", "Findings", "Summary", "page1of", "17November2026"):
        assert word.lower() in text.lower()
    assert "Podsumowanie" not in text
    with pikepdf.open(made) as pdf:
        assert pdf.Root.Lang == "en"


def test_the_summary_counts_ratings_and_no_numbers_or_texts() -> None:
    answers = [
        Answer(value=value, author="Anna", at=START) for value in (CONFORMS, Mark("12 spraw"))
    ]
    questions = tuple(
        Question(str(place), f"Pytanie {place}", answers=(one,))
        for place, one in enumerate(answers)
    )
    report = make_report(sections=0)
    data = audit_report_data(replace(report, sections=(Section("A", questions),)), frozenset())
    assert [one["label"] for one in data["summary"]["answers"]] == [CONFORMS.label]


def test_days_of_one_month_are_written_as_people_write_them(tmp_path: Path) -> None:
    text = text_of(render(make_report(sections=1), {}, tmp_path / "r.pdf").path)
    assert squeezed("Termin auditu 17–18 listopada 2026") in text


def test_a_report_without_anything_found_is_still_a_report(tmp_path: Path) -> None:
    report = make_report(sections=0, findings=0, agenda=(), strengths=(), receipts=())
    assert squeezed("Nie stwierdzono niezgodności") in text_of(
        render(report, {}, tmp_path / "r.pdf").path
    )


def answered(note: str, **changes: Any) -> AuditReport:
    """A small report with one answer that carries `note`."""
    answer = Answer(CONFORMS, "Łukasz Ściegienny", START, note)
    section = Section("Część", (Question("1.1", "Pytanie?", "", (answer,)),))
    return replace(make_report(findings=1), sections=(section,), **changes)


MARKUP = (
    '#include "file:///etc/passwd"',
    '#read("/etc/passwd")',
    '#image("http://127.0.0.1:9/x.png")',
    '#import "@preview/cetz:0.3.4"',
    "<script>alert(1)</script>",
    "$ x^2 $ *bold* _it_ = heading // comment /* x */ @label \\ #panic()",
    '"); #panic("x',
    "{{ 7*7 }} %s %(x)s ${HOME}",
)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_note_is_printed_not_obeyed(markup: str, tmp_path: Path) -> None:
    text = text_of(render(answered(markup), {}, tmp_path / "r.pdf").path)
    assert squeezed(markup) in text
    assert "root:x:0" not in text


def test_markup_is_inert_in_every_field(tmp_path: Path) -> None:
    report = make_report(
        office=MARKUP[0],
        title=MARKUP[1],
        number=MARKUP[6],
        conclusions=MARKUP[5],
        distribution=MARKUP,
        strengths=MARKUP,
    )
    text = text_of(render(report, {}, tmp_path / "r.pdf").path)
    assert all(squeezed(markup) in text for markup in MARKUP)


HOSTILE = {
    "emoji": ("Dobrze 😀👍🏽 👨‍👩‍👧", "[U+1F600grinningface]"),
    "right-to-left": ("abc שלום עולם مرحبا def", "def"),
    "direction override": ("plik\u202egpj.exe", "[U+202E]gpj.exe"),
    "one long word": ("W" * 10_000, "W" * 200),
    "control characters": (
        "a\x00b\x01c\x1b[31md\x7fe",
        "a[U+0000]b[U+0001]c[U+001B][31md[U+007F]e",
    ),
    "lone surrogate": ("a\ud800b", "a[U+D800]b"),
    "private use": ("a\ue000b\U0010fffd", "a[U+E000]b"),
    "Chinese": ("漢字", "[U+6F22][U+5B57]"),
    "Cyrillic": ("Скарга громадянки", "Скарга"),
    "stacked accents": ("Z" + "\u0337\u0321\u035c" * 40 + "x", "x"),
    "not a character": ("a\ufffe\uffffb", "b"),
    "only spaces": (" \t\n\u2003 ", ""),
    "Devanagari": ("हिन्दी", ""),
    "many lines": ("linia\n" * 400, "linia"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_fails_a_report(name: str, tmp_path: Path) -> None:
    note, shown = HOSTILE[name]
    text = text_of(render(answered(note), {}, tmp_path / "r.pdf").path)
    assert squeezed(shown) in text


def test_a_long_word_is_printed_to_its_end(tmp_path: Path) -> None:
    """Across twenty pages, so that running heads stand between its parts."""
    text = text_of(render(answered("Ź" * 10_000), {}, tmp_path / "r.pdf").path)
    assert text.count("Ź") == 10_000


def test_a_long_word_stays_on_the_page(tmp_path: Path) -> None:
    made = render(answered("https://" + "w" * 5000), {}, tmp_path / "r.pdf").path
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(place) for place in range(text.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= page.get_width() - 40


def test_a_photo_that_is_not_there_yet_is_named_in_its_place(tmp_path: Path) -> None:
    sha = "ab" * 32
    made = render(make_report(photos=(sha,)), {}, tmp_path / "r.pdf")
    text = text_of(made.path)
    assert squeezed("Serwer nie otrzymał jeszcze tego zdjęcia") in text
    assert sha[:12] in text


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"not a photo", b"\xff\xd8\xff\xe0 cut", bomb()])
def test_a_photo_that_cannot_be_read_does_not_fail_the_report(data: bytes, tmp_path: Path) -> None:
    sha = hashlib.sha256(data).hexdigest()
    made = render(make_report(photos=(sha,)), {sha: data}, tmp_path / "r.pdf")
    assert made.unreadable == (sha,)
    assert squeezed("Tego zdjęcia nie udało się wyświetlić") in text_of(made.path)
    assert made.peak_bytes < 400_000_000


def test_photos_are_turned_upright_made_smaller_and_stripped(tmp_path: Path) -> None:
    photo = Image.new("RGB", (4000, 1000), "navy")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by a quarter
    exif[0x010F] = "SECRETPHONE"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    sha = hashlib.sha256(out.getvalue()).hexdigest()
    made = render(make_report(photos=(sha,)), {sha: out.getvalue()}, tmp_path / "r.pdf")
    assert b"SECRETPHONE" not in made.path.read_bytes()
    with pikepdf.open(made.path) as pdf:
        sizes = [
            (int(image.Width), int(image.Height))
            for page in pdf.pages
            for image in page.get_images().values()
        ]
    assert sizes == [(300, 1200)]


def test_a_photo_whose_camera_noted_rubbish_is_shown_like_any_other(tmp_path: Path) -> None:
    data = wrongly_noted(1600, 800)
    sha = hashlib.sha256(data).hexdigest()
    made = render(make_report(photos=(sha,)), {sha: data}, tmp_path / "r.pdf")
    assert made.unreadable == ()
    with pikepdf.open(made.path) as pdf:
        shapes = [
            one.Width < one.Height for page in pdf.pages for one in page.get_images().values()
        ]
    assert shapes == [True]


def test_photos_may_be_files_and_are_left_as_they_are(
    tmp_path: Path, photos: dict[str, bytes]
) -> None:
    sha, data = next(iter(photos.items()))
    kept = tmp_path / "store" / "photo"
    kept.parent.mkdir()
    kept.write_bytes(data)
    render(make_report(photos=(sha,)), {sha: kept}, tmp_path / "out" / "r.pdf")
    assert kept.read_bytes() == data


def test_progress_only_grows_and_ends_at_one(tmp_path: Path, photos: dict[str, bytes]) -> None:
    seen: list[float] = []
    report = make_report(photos=tuple(photos))
    render(report, photos, tmp_path / "r.pdf", lambda done, _stage: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > len(photos)


def test_too_slow_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "r.pdf"
    target.write_bytes(b"the report of yesterday")
    with pytest.raises(ReportFailed) as caught:
        render(make_report(), {}, target, limits=Limits(seconds=0))
    assert caught.value.code == "reports.too_slow"
    assert target.read_bytes() == b"the report of yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["r.pdf"]


def test_out_of_memory_ends_the_inner_process_only(tmp_path: Path) -> None:
    with pytest.raises(ReportFailed):
        render(make_report(), {}, tmp_path / "r.pdf", limits=Limits(memory_bytes=30_000_000))
    assert list(tmp_path.iterdir()) == []
