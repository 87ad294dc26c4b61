"""The report on its pages: from the first words to the version for the public, and the template."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.audits.printing import PUBLIC_PDF
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.reports.docx_default import default_template
from intranet_qms.reports.models import ReportJob
from tests.audits.test_pages import Desk, office_again
from tests.factories.audits import make_audit, make_office, record
from tests.reports.test_docx import template
from tests.support.host import Host

AT = "/audits/A-2026-01"


@pytest.fixture
def desk(host: Host) -> Desk:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        record(office, make_audit(office), "conforming", note="Zapisał Auditor Kowal.")
    return Desk(host)


def hidden(desk: Desk, name: str, path: str = f"{AT}/report") -> str:
    found = re.search(rf'name="{name}"[^>]* value="(\w*)"', desk.text(path))
    assert found is not None, name
    return found[1]


def public_job(desk: Desk) -> str:
    """The page of the newest file without names."""
    with desk.host.transaction() as session:
        job = session.scalars(
            select(ReportJob.uuid).where(ReportJob.kind == PUBLIC_PDF).order_by(ReportJob.id.desc())
        ).first()
    return f"/reports/{job}"


def test_a_report_goes_its_way_on_the_pages(desk: Desk) -> None:
    desk.sign_in("lead").post(f"{AT}/finish")
    written = desk.post(f"{AT}/report/text", version="0", conclusions="Rozmawiano z Head Kowal.")
    assert written.status_code == 303
    shown = hidden(desk, "hash")
    desk.post(f"{AT}/report/text", version=hidden(desk, "version"), summary="Dopisano.")
    stale = desk.post(f"{AT}/report/sign", hash=shown)
    assert stale.status_code == 409, "what was written since is looked at first"
    assert desk.sign_in("rep").post(f"{AT}/report/sign", hash=shown).status_code == 403
    desk.sign_in("lead")
    assert desk.post(f"{AT}/report/sign", hash=hidden(desk, "hash")).status_code == 303
    assert "Pieczęć zgodna" in desk.text(f"{AT}/report")
    told = desk.get(f"/api/v1{AT}/reports/1").get_json()
    assert (told["seal_holds"], told["report"]["signed_by"]) == (True, "Lead Kowal")
    assert told["files"] == {"pdf": None, "docx": None}, "the worker has not made them yet"
    assert [one["version"] for one in desk.get(f"/api/v1{AT}/reports").get_json()["reports"]] == [1]
    for who, seen in (("head", 200), ("orhead", 404)):
        assert desk.sign_in(who).get(f"/api/v1{AT}/reports/1").status_code == seen

    desk.sign_in("head")
    assert "Potwierdź zapoznanie się" in desk.text("/tasks/")
    assert desk.post(f"{AT}/report/acknowledge", version="1", remarks="Uwaga 7.").status_code == 303
    assert "Uwaga 7." in desk.sign_in("lead").text(f"{AT}/report")

    public = desk.text(f"{AT}/report/public")
    assert "Rozmawiano z [osoba]." in public
    assert desk.post(f"{AT}/report/public", do="confirm", hash="0" * 64).status_code == 409
    assert desk.post(f"{AT}/report/public", version="0", take_out="Dopisano").status_code == 303
    confirmed = desk.post(
        f"{AT}/report/public", do="confirm", hash=hidden(desk, "hash", f"{AT}/report/public")
    )
    assert confirmed.status_code == 303
    wide = public_job(desk)
    assert desk.get(wide).status_code == 200
    seen = hidden(desk, "version", f"{AT}/report/public")
    desk.post(f"{AT}/report/public", version=seen, take_out="Rozmawiano")
    assert desk.get(wide).status_code == 403, "a file of the choice before is nobody's any more"
    again = hidden(desk, "hash", f"{AT}/report/public")
    assert desk.post(f"{AT}/report/public", do="confirm", hash=again).status_code == 303
    assert desk.get(wide).status_code == 403
    assert desk.get(public_job(desk)).status_code == 200
    assert "Make the file" not in desk.text(f"{AT}/report/public")

    assert desk.post(f"{AT}/report/correct", correct_reason="").status_code == 422
    assert desk.post(f"{AT}/report/correct", correct_reason="Data.").status_code == 303
    assert "Wersja 2" in desk.text(f"{AT}/report")
    assert "Rozmawiano z Head Kowal." in desk.text(f"{AT}/report?version=1")
    assert desk.post(f"{AT}/report/correct", drop="1").status_code == 303
    assert "Wersja 2" not in desk.text(f"{AT}/report")


def test_a_draft_is_no_business_of_the_rest_of_the_office(desk: Desk) -> None:
    for who in ("orhead", "ithead"):
        assert desk.sign_in(who).get(f"{AT}/report").status_code == 403
    assert desk.sign_in("auditor").get(f"{AT}/report").status_code == 200


def test_the_audited_unit_reads_a_draft_once_it_is_shared_and_no_longer(desk: Desk) -> None:
    desk.sign_in("lead").post(f"{AT}/finish")
    assert desk.post(f"{AT}/report/text", do="share").status_code == 409, "nothing is written yet"
    desk.post(f"{AT}/report/text", version="0", conclusions="Tajny wniosek.")
    made = desk.post(f"{AT}/report", what="draft_pdf").headers["Location"].removeprefix("/qms")

    def seen(path: str = f"{AT}/report") -> int:
        return int(desk.sign_in("head").get(path).status_code)

    assert (seen(), seen(made)) == (403, 403)
    assert desk.get(f"/api/v1{AT}/reports").get_json()["reports"] == []
    assert "Tajny wniosek." not in desk.text(AT), "nor on the audit's page"
    assert desk.post(f"{AT}/report/text", do="share").status_code == 403
    desk.sign_in("lead").post(f"{AT}/report/text", do="share")
    assert (seen(), seen(made)) == (200, 200)
    assert "Przeczytaj projekt" in desk.text(AT)
    assert "Udostępniony" in desk.text(f"{AT}/report")
    desk.sign_in("lead").post(f"{AT}/report/text", do="unshare")
    assert (seen(), seen(made)) == (403, 403)
    assert desk.sign_in("mayor").get(f"{AT}/report").status_code == 403
    with desk.host.transaction() as session:
        told = session.scalars(select(OutboxJob.payload).where(OutboxJob.kind == "mail.send")).all()
        assert [one["template"] for one in told].count("audit_draft_shared") == 1


def upload(desk: Desk, data: bytes, name: str = "wzór.docx") -> Any:
    return desk.browser.post(
        "/qms/audits/report-template",
        data={"template": (io.BytesIO(data), name)},
        headers={"Accept": "text/html"},
    )


def test_a_template_is_tried_out_before_it_is_used(desk: Desk) -> None:
    desk.sign_in("rep")
    wrong = upload(desk, template("{{ salary }}"))
    assert wrong.status_code == 422
    assert "salary" in wrong.get_data(as_text=True)
    assert upload(desk, default_template("pl")).status_code == 303
    shown = desk.text("/audits/report-template")
    assert "wzór.docx" in shown
    found = re.search(r'name="withdraw" value="([\w-]+)"', shown)
    assert found is not None
    assert desk.post("/audits/report-template", withdraw=found[1]).status_code == 303
    assert "Używany jest szablon wbudowany" in desk.text("/audits/report-template")
    assert desk.sign_in("lead").get("/audits/report-template").status_code == 403


def test_the_plan_is_confirmed_and_printed_by_whoever_it_is_for(desk: Desk) -> None:
    with desk.host.transaction() as session:
        make_audit(office_again(session, desk.host))
    ahead = "/audits/A-2026-02"
    desk.sign_in("head")
    assert "Znam plan" in desk.text(ahead)
    given = desk.post(f"{ahead}/confirm-plan", plan="0", plan_remarks="Proszę o 9:00.")
    assert given.status_code == 303
    assert "Znam plan" not in desk.text(ahead)
    assert "Proszę o 9:00." in desk.sign_in("lead").text(ahead)
    made = desk.post(f"{AT}/report", what="plan")
    job = made.headers["Location"].removeprefix("/qms")
    shown = desk.text(job)
    assert "Wydruk planu auditu A-2026-01" in shown
    assert 'aria-label="Jesteś tutaj"' in shown
    assert desk.sign_in("guest").get(job).status_code == 403


def test_who_plans_and_does_not_lead_changes_the_plan_and_is_told_who_leads(desk: Desk) -> None:
    with desk.host.transaction() as session:
        made = office_again(session, desk.host)
        made.person("planner", "FB", "lead_auditor")
    shown = desk.sign_in("planner").text(AT)
    assert "Zmień plan" in shown
    assert "auditor wiodący: Lead Kowal" in shown
    assert desk.post(f"{AT}/cancel", cancel_reason="Powód").status_code == 303


def test_a_meeting_is_written_down_on_its_page(desk: Desk) -> None:
    desk.sign_in("lead")
    assert "Head Kowal" in desk.text(f"{AT}/meetings?kind=closing")
    values = {
        "kind": "closing",
        "day": "2026-11-23",
        "hour": "08:00",
        "rows": "1",
        "name-0": "Gość",
    }
    assert desk.post(f"{AT}/meetings", **{**values, "hour": "25:61"}).status_code == 422
    assert desk.post(f"{AT}/meetings", **values).status_code == 303
    assert "Gość" in desk.text(AT)
