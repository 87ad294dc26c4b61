"""An office's own template shows the report; a hostile one reads nothing, hangs nothing, is told."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

from intranet_qms.i18n import use_locale
from intranet_qms.reports.docx_check import problems_of_template
from intranet_qms.reports.docx_default import default_template
from intranet_qms.reports.docx_render import DocxLimits, render_docx
from intranet_qms.reports.typst_renderer import ReportFailed
from tests.factories.reports import make_photos, make_report


def template(*paragraphs: str) -> bytes:
    document = docx.Document()
    for one in paragraphs:
        document.add_paragraph(one)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def told(data: bytes, tmp_path: Path) -> str:
    with use_locale("pl"):
        return " ".join(problems_of_template(data, tmp_path))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_built_in_template_has_nothing_wrong(language: str, tmp_path: Path) -> None:
    with use_locale(language):
        assert problems_of_template(default_template(language), tmp_path, language) == []


def test_an_own_template_shows_what_it_asks_for(tmp_path: Path) -> None:
    own = template("PISMO {{ number }}", "{%p for one in findings %}", "{{ one.number|lower }}",
                   "{%p endfor %}")  # fmt: skip
    assert told(own, tmp_path) == ""
    made = render_docx(make_report(findings=2), {}, own, tmp_path / "r.docx").path
    shown = [one.text for one in docx.Document(str(made)).paragraphs if one.text]
    assert shown == ["PISMO AW/7/2026", "aw/7/2026/01", "aw/7/2026/02"]


def test_pictures_are_described(tmp_path: Path) -> None:
    photos = make_photos(1, (40, 30))
    report = make_report(photos=tuple(photos))
    made = render_docx(report, photos, default_template("pl"), tmp_path / "r.docx").path
    (shape,) = docx.Document(str(made)).inline_shapes
    assert report.photos[0].caption in shape._inline.docPr.get("descr")


HOSTILE = {
    "attribute": "{{ number.__class__.__mro__ }}",
    "method": "{{ number.format(office) }}",
    "picture's document": "{% for one in photos %}{{ one.image.tpl.docx }}{% endfor %}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "call": "{{ (number|attr('upper'))() }}",
    "filter": "{{ number|attr('__class__') }}",
    "import": "{% import 'x' as y %}",
    "include": "{% include '/etc/passwd' %}",
    "extends": "{% extends 'x' %}",
    "growing": "{{ 'a' * 100000000 }}",
    "power": "{{ 9 ** 9999999 }}",
    "formatting": "{{ '%1000000000d' % 1 }}",
    "range": "{% for one in range(1000000000) %}x{% endfor %}",
    "no escaping": "{% autoescape false %}{{ title }}{% endautoescape %}",
    "unclosed": "{% for one in findings %}",
    "unknown field": "{{ salary }}",
    "unknown part": "{% for one in findings %}{{ one.salary }}{% endfor %}",
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_what_a_template_may_not_do_is_said_in_words(what: str, tmp_path: Path) -> None:
    said = told(template(HOSTILE[what]), tmp_path)
    assert said, what
    assert "Traceback" not in said
    assert "root:" not in said
    if what.startswith("unknown"):
        assert "salary" in said


def test_a_template_that_never_ends_is_stopped(tmp_path: Path) -> None:
    # Nothing but lists inside lists: no call, no range, and yet more rounds than anybody waits for.
    loops = "".join(f"{{% for a{n} in sections %}}{{% for b{n} in findings %}}" for n in range(8))
    own = template(loops + "x" + "{% endfor %}" * 16)
    report = make_report(sections=9, questions=1, findings=9)
    began = time.process_time()
    with pytest.raises(ReportFailed) as failed:
        render_docx(report, {}, own, tmp_path / "r.docx",
                    limits=DocxLimits(seconds=2, memory_bytes=600_000_000))  # fmt: skip
    assert "too_" in failed.value.detail
    assert time.process_time() - began < 5, "this process did not do the work"
    assert not (tmp_path / "r.docx").exists()


def changed(name: str, content: bytes, *, replace: tuple[bytes, bytes] | None = None) -> bytes:
    """The built-in template with a part added, or one changed."""
    source = zipfile.ZipFile(io.BytesIO(default_template("pl")))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for one in source.infolist():
            data = source.read(one)
            if replace is not None and one.filename == name:
                data = data.replace(*replace)
            made.writestr(one.filename, data)
        if replace is None:
            made.writestr(name, content)
    return target.getvalue()


LINKED = (
    b'<Relationship Id="rIdX" TargetMode="External" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    b'Target="http://example.test/x.png"/></Relationships>'
)


FETCHING = b'<w:body><w:p><w:r><w:instrText>INCLUDETEXT "C:\\\\x"</w:instrText></w:r></w:p>'


def run(text: str) -> bytes:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>".encode()


def field(*pieces: str) -> bytes:
    begin, end = (
        f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>'.encode() for one in ("begin", "end")
    )
    return b"<w:body><w:p>" + begin + b"".join(map(run, pieces)) + end + b"</w:p>"


IMAGE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def linked(attribute: bytes, kind: bytes = IMAGE) -> bytes:
    made = (
        b'<Relationship Id="rIdX" ' + attribute + b' Type="' + kind + b'" Target="http://x.test/"/>'
    )
    return changed("word/_rels/document.xml.rels", b"",
                   replace=(b"</Relationships>", made + b"</Relationships>"))  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        linked(b'TargetMode = "External"'),
        linked(b'TargetMode="&#69;xternal"'),
        *(changed("word/document.xml", b"", replace=(b"<w:body>", one)) for one in (
            field("INCLUDE", 'PICTURE "http://x.test/a.png"'),
            field('includepicture "http://x.test/a.png"'),
            field("{{ 'INCLUDE' ~ 'PICTURE' }} &quot;http://x.test/a.png&quot;"),
        )),
    ],
    ids=["spaces", "entity", "two runs", "small letters", "put together"],
)  # fmt: skip
def test_what_fetches_is_found_in_what_comes_out(data: bytes, tmp_path: Path) -> None:
    """Whoever opens the report would tell another server so, or hand it what it shows."""
    assert "innego miejsca" in told(data, tmp_path)
    with pytest.raises(ReportFailed):
        render_docx(make_report(), {}, data, tmp_path / "r.docx")
    assert not (tmp_path / "r.docx").exists()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK", "uszkodzony"),
        (b"%PDF-1.7", "uszkodzony"),
        (changed("word/vbaProject.bin", b"x"), "makro"),
        (changed("word/embeddings/oleObject1.bin", b"x"), "osadzony"),
        (changed("word/_rels/document.xml.rels", b"", replace=(b"</Relationships>", LINKED)),
         "innego miejsca"),
        (changed("word/document.xml", b"", replace=(b"<w:body>", b"<!DOCTYPE x><w:body>")),
         "typ dokumentu"),
        (changed("word/document.xml", b"", replace=(
            b"<w:body>", FETCHING)), "innego miejsca"),
        (changed("word/big.xml", b" " * 70_000_000), "za du"),
    ],
    ids=["no zip", "pdf", "macro", "object", "linked picture", "doctype", "field", "bomb"],
)  # fmt: skip
def test_a_file_that_is_more_than_a_template_is_refused(
    data: bytes, word: str, tmp_path: Path
) -> None:
    assert word in told(data, tmp_path)
