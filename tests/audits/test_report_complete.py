"""Everything that was recorded in an audit is in its report: read back from the PDF and the DOCX."""

from __future__ import annotations

import string
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intranet_qms.reports import audit_values as values
from intranet_qms.reports.audit_json import as_json, content_hash, from_json
from intranet_qms.reports.audit_report import render
from intranet_qms.reports.docx_default import default_template
from intranet_qms.reports.docx_render import render_docx
from tests.factories.reports import make_photos
from tests.reports.pdf_reading import squeezed, text_of

PHOTOS = make_photos(3, (40, 30))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LETTERS = string.ascii_letters + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ0123456789"
words = st.text(LETTERS, min_size=3, max_size=12)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)
marks = st.builds(
    values.Mark,
    st.sampled_from(["Zgodność", "Niezgodność mała", "Obserwacja"]),
    st.sampled_from(["circle", "triangle", "diamond"]),
    st.sampled_from(["good", "warning", "info"]),
)
answers = st.builds(
    values.Answer, value=marks, author=texts, at=st.just(NOW), note=texts,
    state=st.sampled_from(["current", "conflict", "kept_both", "set_aside"]),
    evidence=st.lists(st.builds(values.Evidence, texts), max_size=2).map(tuple),
)  # fmt: skip
questions = st.builds(
    values.Question, number=words, text=texts, requirement=texts,
    answers=st.lists(answers, max_size=3).map(tuple),
)  # fmt: skip
findings = st.builds(
    values.Finding, number=words, grade=marks, statement=texts, evidence=texts,
    requirements=st.lists(texts, max_size=2).map(tuple), unit=texts, owner=texts,
    due=st.just(date(2026, 12, 1)), state=texts,
)  # fmt: skip
files = st.builds(
    values.FileEntry, caption=texts, sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    state=texts, author=texts, about=texts,
)  # fmt: skip
photos = st.lists(st.sampled_from(sorted(PHOTOS)), unique=True).flatmap(
    lambda chosen: st.tuples(
        *(st.builds(values.PhotoEntry, st.just(sha), texts, texts, st.just(NOW)) for sha in chosen)
    )
)
audits = st.builds(
    values.AuditReport, office=texts, number=words, title=texts, kind=texts, made_at=st.just(NOW),
    score=texts, summary=texts, conclusions=texts, strong_points=texts, recommendations=texts,
    agenda=st.lists(
        st.builds(values.AgendaItem, st.just(NOW), st.just(NOW + timedelta(hours=1)), texts, texts,
                  st.lists(texts, max_size=2).map(tuple)), max_size=3).map(tuple),
    closing=st.builds(values.Meeting, st.just(NOW), texts, st.lists(texts, max_size=3).map(tuple)),
    team=st.lists(st.builds(values.TeamMember, texts, texts, texts), max_size=3).map(tuple),
    followed=st.lists(st.builds(values.FollowedUp, words, texts, texts), max_size=2).map(tuple),
    sections=st.lists(
        st.builds(values.Section, texts, st.lists(questions, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
    findings=st.lists(findings, max_size=4).map(tuple),
    strengths=st.lists(texts, max_size=2).map(tuple),
    photos=photos, files=st.lists(files, max_size=3).map(tuple),
    distribution=st.lists(texts, max_size=3).map(tuple), version=st.integers(1, 3), corrects=texts,
)  # fmt: skip


def wanted(report: values.AuditReport) -> list[str]:
    """Every text that people wrote or that names what was recorded."""
    found = [report.number, report.title, report.score, report.summary, report.conclusions,
             report.strong_points, report.recommendations, report.corrects]  # fmt: skip
    for section in report.sections:
        for question in section.questions:
            found += [question.number, question.text, question.requirement]
            for answer in question.answers:
                found += [answer.value.label, answer.author, answer.note]
                found += [piece.text for piece in answer.evidence]
    for one in report.findings:
        found += [one.number, one.statement, one.evidence, one.unit, one.owner, one.state]
        found += one.requirements
    for photo in report.photos:
        found += [photo.caption, photo.author, photo.sha256[:12]]
    for file in report.files:
        found += [file.caption, file.about, file.state, file.sha256[:12]]
    for followed in report.followed:
        found += [followed.number, followed.statement, followed.state]
    for item in report.agenda:
        found += [item.subject, *item.auditors]
    found += [*report.strengths, *report.distribution]
    found += [one.name for one in report.team]
    return [*found, *(report.closing.participants if report.closing else ())]


def stands_in(text: str, page: str) -> bool:
    """As it was written, or word by word where the end of a page parts it."""
    return squeezed(text) in page or all(squeezed(word) in page for word in text.split())


def text_of_docx(path: Path) -> str:
    document = docx.Document(str(path))
    return squeezed("\n".join(str(one.text or "") for one in document.element.body.iter()
                              if one.tag.endswith("}t")))  # fmt: skip


@settings(
    # Each makes two files in processes of their own; a failure is read as it is.
    max_examples=5, phases=[Phase.generate], deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(audits)
def test_whatever_was_recorded_can_be_read_in_both_files(report: values.AuditReport) -> None:
    available = {sha: PHOTOS[sha] for sha in (one.sha256 for one in report.photos)}
    with tempfile.TemporaryDirectory() as folder:
        pdf = text_of(render(report, available, Path(folder) / "r.pdf").path)
        made = render_docx(report, available, default_template("pl"), Path(folder) / "r.docx").path
        written = text_of_docx(made)
        pictures = len(docx.Document(str(made)).inline_shapes)
    assert [one for one in wanted(report) if not stands_in(one, pdf)] == []
    assert [one for one in wanted(report) if squeezed(one) not in written] == []
    assert pictures == len(report.photos)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(audits)
def test_what_is_kept_gives_the_same_report_again(report: values.AuditReport) -> None:
    again = from_json(as_json(report))
    assert again == report
    assert content_hash(again) == content_hash(report)
