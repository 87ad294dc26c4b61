"""A report for the public names nobody; what was taken out is listed, and a person decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intranet_qms.audits.redaction import Redacted, redact
from intranet_qms.i18n import use_locale
from intranet_qms.reports.audit_report import render
from intranet_qms.reports.audit_values import AuditReport, Mark
from tests.factories.reports import make_photos, make_report
from tests.reports.pdf_reading import squeezed, text_of

PHOTOS = make_photos(2, (40, 30))
OFFICE = ("Alicja Zarębska", "Robert Kociołek", "Joanna Lisowska", "Marek Lis")


def without(text: str, **how: object) -> tuple[str, Redacted]:
    report = replace(make_report(sections=1, questions=2, findings=2), conclusions=text)
    with use_locale("pl"):
        made = redact(report, OFFICE, **how)  # type: ignore[arg-type]
    return made.report.conclusions, made


@pytest.mark.parametrize(
    "text",
    ["Rozmawiano z Alicją Zarębską.", "Akta prowadzi R. Kociołek.", "Zgłosiła to Lisowska,",
     "przekazano pani Zarębskiej", "przy p. Kociołku był Lis.", "Sprawę miał Jan Nowak.",
     "Decyzję wydała Anna Kowalska-Wilk.", "tel. 601 234 567", "jan@example.test",
     "PESEL 44051401359", "tel. 601\u00a0234\u00a0567", "tel. 601.234.567", "tel. 601–234–567",
     "rozmawiano z zarębską", "alicja zarębska podała dane", "pan lis. odmówił", "u p. kociołka",
     "tel. +49 170 1601234", "0049 30 601820", "+44 (0)20 7946 0601",
     "tel. 022 601 23 45", "Ustalono z Łukaszem Ściegiennym", "parafa ŁŚ na karcie"],
)  # fmt: skip
def test_names_in_every_case_initials_numbers_and_addresses_go(text: str) -> None:
    left, made = without(text)
    for gone in ("Zaręb", "Kocio", "Lisow", "Alicj", "Nowak", "Kowalsk", "601", "example", "zaręb", "kocio", "alicj", " lis.", "+4", "0049", "4405",
                 "Ścieg", "ŁŚ", " R.", "Lis."):  # fmt: skip
        assert gone not in left
    assert made.taken


@pytest.mark.parametrize(
    "text",
    ["Wydział Spraw Obywatelskich prowadzi rejestr.", "Zgodnie z AW-04 i ŁŚ-2.", "Lista pytań jest aktualna.", "Plakat przedstawia lis i kociołek.", "Zamówienie 0012345678901.",
     "Wzrost o +15 000 000 000 zł.",
     "W maju 2026 r. zmieniono § 6 procedury PG-07.", "Prezydent Miasta zatwierdził wydanie 3."],
)  # fmt: skip
def test_what_names_nobody_stays(text: str) -> None:
    assert without(text)[0] == text


def test_a_member_of_the_team_is_told_by_the_role() -> None:
    left, _made = without("Zapisał Łukasz Ściegienny.")
    assert left == "Zapisał [auditor]."


def test_the_lead_leaves_in_what_is_no_name_and_takes_more_out() -> None:
    text = "Ulica Kościuszki, teczka Zeta."
    assert "Kościuszki" not in without("Tadeusz Kościuszki, teczka Zeta.")[0]
    left, made = without(text, leave_in=["Kościuszki"], take_out=["teczka zeta"])
    assert left == "Ulica Kościuszki, [usunięto]."
    assert [one.text for one in made.taken if one.what == "wish"] == ["teczka Zeta"]


@pytest.mark.parametrize("wish", ["Alicją", "lska", "Zarębską jutro"])
def test_a_wish_for_a_part_of_a_name_does_not_keep_the_rest(wish: str) -> None:
    left, _made = without("Rozmowa z Alicją Zarębską jutro.", take_out=[wish])
    assert "Alicj" not in left
    assert "Zaręb" not in left


def test_an_answer_in_words_is_read_too() -> None:
    """A question may ask for a text: then the answer stands where others name a choice."""
    report = make_report(sections=1, questions=1, findings=0)
    section = report.sections[0]
    question = section.questions[0]
    told = replace(question.answers[0], value=Mark("Robert Kociołek, tel. 601 234 567"))
    questions = (replace(question, answers=(told,)),)
    report = replace(report, sections=(replace(section, questions=questions),))
    with use_locale("pl"):
        made = redact(report, OFFICE).report
    left = made.sections[0].questions[0].answers[0].value.label
    assert "Kocio" not in left
    assert "601" not in left


def test_initials_of_who_only_gets_the_report_go() -> None:
    report = replace(
        make_report(sections=1, questions=1, findings=0),
        distribution=("Wiktoria Żuk",), conclusions="Parafa WŻ na karcie.",
    )  # fmt: skip
    with use_locale("pl"):
        assert "WŻ" not in redact(report, OFFICE).report.conclusions


def test_the_file_itself_names_nobody(tmp_path: Path) -> None:
    """Read back from the PDF: no member of the team, no owner, no photograph that nobody ticked."""
    report = make_report(sections=2, questions=3, findings=3, photos=tuple(PHOTOS))
    names = {one.name for one in report.team} | {one.owner for one in report.findings}
    kept = report.photos[0].sha256
    with use_locale("pl"):
        made = redact(report, OFFICE, photos=[kept])
    text = text_of(render(made.report, PHOTOS, tmp_path / "r.pdf").path)
    assert [one for one in names for part in one.split() if squeezed(part) in text] == []
    assert [one.sha256 for one in made.report.photos] == [kept]
    assert squeezed("auditor wiodący") in text
    assert {one.what for one in made.taken} >= {"field", "photo"}


def test_nothing_but_texts_and_names_changes() -> None:
    report: AuditReport = make_report(sections=1, questions=2, findings=2)
    with use_locale("pl"):
        made = redact(report, ())
    assert [one.number for one in made.report.findings] == [one.number for one in report.findings]
    assert [one.grade for one in made.report.findings] == [one.grade for one in report.findings]
    assert made.report.scope_units == report.scope_units
