"""The page of a report job and its file."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from werkzeug.http import parse_options_header

from intranet_qms.reports import runner, services
from intranet_qms.reports.views import attachment
from tests.factories.report_jobs import FILE_NAME, KIND, SECRET, make_actor, register_kind
from tests.support.host import Host

SUBJECT = uuid.UUID(int=7)


@pytest.fixture
def job(host: Host) -> uuid.UUID:
    register_kind()
    host.sign_in("anna")
    with host.transaction() as session:
        actor = make_actor(session, host.clock)
        return services.request_report(session, actor, host.clock, KIND, SUBJECT).uuid


def build(host: Host, job: uuid.UUID, folder: Path) -> None:
    assert runner.build(host.database, host.qms.files, host.clock, folder, job) == "done"


def test_a_waiting_job_asks_again_by_itself(host: Host, job: uuid.UUID) -> None:
    answer = host.client().get(f"/qms/reports/{job}")
    assert answer.status_code == 200
    assert f'hx-get="/qms/reports/{job}"' in answer.text
    assert "Raport czeka w kolejce." in answer.text
    assert host.client().get(f"/qms/reports/{job}/file").status_code == 409


def test_a_finished_job_stops_asking_and_offers_the_file(
    host: Host, job: uuid.UUID, tmp_path: Path
) -> None:
    build(host, job, tmp_path)
    answer = host.client().get(f"/qms/reports/{job}")
    assert "hx-get" not in answer.text.split('id="job-')[1]
    assert f"/qms/reports/{job}/file" in answer.text

    file = host.client().get(f"/qms/reports/{job}/file")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.content_length == len(file.data)
    kind, options = parse_options_header(file.headers["Content-Disposition"])
    assert (kind, options["filename"]) == ("attachment", FILE_NAME.replace("/", "-"))


def test_a_failed_job_says_its_code_and_can_be_asked_for_again(host: Host, job: uuid.UUID) -> None:
    with host.transaction() as session:
        claimed = services.claim(session, host.clock, job)
        assert claimed is not None
        services.fail(session, host.clock, job, claimed.attempt, "reports.crashed")
    answer = host.client().get(f"/qms/reports/{job}")
    assert "reports.crashed" in answer.text
    again = host.client().post(f"/qms/reports/{job}/again")
    assert again.status_code == 303
    assert str(job) not in again.headers["Location"]


def test_a_stranger_is_asked_to_sign_in(host: Host, job: uuid.UUID) -> None:
    host.sign_out()
    for path in (f"/qms/reports/{job}", f"/qms/reports/{job}/file"):
        answer = host.client().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/host-sign-in")


def test_who_may_not_see_the_subject_sees_neither_job_nor_file(host: Host, job: uuid.UUID) -> None:
    with host.transaction() as session:
        found = services.queries.by_uuid(session, job)
        assert found is not None
        found.subject_uuid = SECRET
    for path in (f"/qms/reports/{job}", f"/qms/reports/{job}/file"):
        assert host.client().get(path).status_code == 403
    assert host.client().post(f"/qms/reports/{job}/again").status_code == 403


def test_an_unknown_job_is_not_found(host: Host) -> None:
    host.sign_in("anna")
    assert host.client().get(f"/qms/reports/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Raport łąka 1/2026.pdf", "Raport laka 1-2026.pdf"),
        ('a"b\\c.pdf', "a'b-c.pdf"),
        ("x\r\nSet-Cookie: a=b.pdf", "xSet-Cookie: a=b.pdf"),
        ("../../etc/passwd", "..-..-etc-passwd"),
    ],
)
def test_a_file_name_cannot_leave_its_header_or_folder(name: str, plain: str) -> None:
    value = attachment(name)
    assert value.isascii()
    assert "\n" not in value
    assert f'filename="{plain}"' in value
