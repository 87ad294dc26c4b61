"""Scaled out by configuration alone; what is lost when one of the parts is away: nothing."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

import pytest
from celery import Celery
from sqlalchemy import select

from intranet_qms import extension
from intranet_qms.audits.models import Audit
from intranet_qms.audits.report_source import REPORT_KIND
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people import services as people
from intranet_qms.reports import services as reports
from intranet_qms.reports.models import ReportJob
from intranet_qms.standalone.application import create_app
from intranet_qms.tasks.handling import Context, Job, run
from tests.factories import sync
from tests.scaled.conftest import CLOCK, Office, Person, copies
from tests.support.processes import WebProcess
from tests.support.redis import RedisServer
from tests.support.smtp import Reaction, SmtpServer
from tests.support.waiting import until

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _auditors(office: Office) -> None:
    with office.database.transaction() as session:
        sync.make_golden_office(session, CLOCK)


def _registered(person: Person, web: WebProcess, device: str) -> dict[str, str]:
    body = {"label": "Telefon Anny", "app_version": "1.0.0", "user_agent": "Mozilla/5.0"}
    answer = person.call("PUT", web, f"{sync.BASE}devices/{device}", json=body)
    assert answer.ok, answer.text
    return {"X-QMS-Device": device}


def test_pieces_of_one_photo_come_by_two_web_servers_and_both_serve_the_whole(
    office: Office,
) -> None:
    first, second = office.web(), office.web()
    anna = Person("anna", first)
    headers = _registered(anna, second, str(sync.DEVICES["anna"]))
    photo = sync.jpeg(200_000)
    digest = hashlib.sha256(photo).hexdigest()
    size = -(-len(photo) // 5)
    for number, offset in enumerate(range(0, len(photo), size)):
        answer = anna.call(
            "PUT",
            (first, second)[number % 2],
            f"{sync.BASE}evidence/{digest}?offset={offset}&size={len(photo)}",
            data=photo[offset : offset + size],
            headers={**headers, "Content-Type": "application/octet-stream"},
        )
        assert answer.ok, answer.text
    for web in (first, second):
        told = anna.call("GET", web, f"{sync.BASE}evidence/{digest}", headers=headers).json()
        assert (told["state"], told["received"]) == ("verified", len(photo))


def test_a_report_is_made_by_whichever_worker_and_served_by_both_web_servers(
    office: Office,
) -> None:
    first, second = office.web(), office.web()
    office.worker(), office.worker()
    office.scheduler()
    with office.database.transaction() as session:
        actor = people.actor_by_host_id(session, "anna", CLOCK.now())
        audit = session.scalars(select(Audit)).first()
        assert actor is not None
        assert audit is not None
        job = reports.request_report(session, actor, CLOCK, REPORT_KIND, audit.uuid).uuid

    def report() -> ReportJob:
        with office.database.transaction(writes=False) as session:
            return session.scalars(select(ReportJob).where(ReportJob.uuid == job)).one()

    until(lambda: report().state == "done", within=60, what="the report")
    assert report().attempt == 1
    anna = Person("anna", first)
    got = [anna.call("GET", web, f"/qms/reports/{job}/file") for web in (first, second)]
    assert [answer.status_code for answer in got] == [200, 200]
    assert {hashlib.sha256(answer.content).hexdigest() for answer in got} == {report().file_sha256}
    assert list((office.home / "work").glob(".report-*")) == []


@pytest.mark.faults
def test_while_redis_is_down_pages_and_pushes_work_and_jobs_are_done_a_little_later(
    office: Office, own_redis: RedisServer, smtp_server: SmtpServer
) -> None:
    web = office.web()
    office.worker()
    office.scheduler()
    office.mail("before")
    until(lambda: copies(smtp_server, "before") == 1, within=30, what="a mail")

    own_redis.stop()
    anna = Person("anna", web)
    assert anna.call("GET", web, "/qms/tasks/").status_code == 200
    headers = _registered(anna, web, str(sync.DEVICES["anna"]))
    push = anna.call(
        "POST",
        web,
        f"{sync.BASE}push",
        json=sync.frame([sync.answer(uuid.uuid4(), 1)]),
        headers=headers,
    )
    assert push.ok, push.text
    office.mail("meanwhile")
    # Nobody can wake the worker; it finds by itself what waits.
    office.delivered(smtp_server, "meanwhile", within=60)

    own_redis.start()
    office.mail("after")
    office.delivered(smtp_server, "after", within=60)
    until(lambda: office.state("mail:after") == "done", within=10, what="the mark")
    assert [copies(smtp_server, key) for key in ("before", "meanwhile")] == [1, 1]


def test_a_worker_that_hears_no_wake_up_any_more_begins_anew(
    office: Office, own_redis: RedisServer, smtp_server: SmtpServer
) -> None:
    worker = office.worker()
    office.scheduler()
    pid = worker.pid
    # A worker that is connected and takes nothing, as it may be after a lost connection.
    with Celery(broker=own_redis.url, set_as_current=False) as outside:
        answers = outside.control.cancel_consumer("celery", reply=True, timeout=20, limit=1)
    assert "no longer consuming" in str(answers)
    office.mail("unheard")
    office.delivered(smtp_server, "unheard", within=60)
    until(
        lambda: "the worker begins anew" in worker.log(last_lines=1000),
        within=60,
        what="the new beginning",
    )
    assert worker.is_running()
    assert worker.pid == pid


def test_two_schedulers_and_two_workers_send_each_mail_once(
    office: Office, smtp_server: SmtpServer
) -> None:
    office.scheduler(), office.scheduler()
    office.worker(), office.worker()
    keys = [f"number {number}" for number in range(12)]
    for key in keys:
        office.mail(key)
    until(
        lambda: {office.state(f"mail:{key}") for key in keys} == {"done"},
        within=60,
        what="all mails",
    )
    assert [copies(smtp_server, key) for key in keys] == [1] * len(keys)
    # The mail of the calendar too, which both schedulers asked for.
    assert len({each.message_id for each in smtp_server.messages}) == len(smtp_server.messages)
    # And what the calendar asks for is noted once a day, by whichever scheduler comes first.
    with office.database.transaction(writes=False) as session:
        noted = list(session.scalars(select(OutboxJob.dedup_key)))
    assert len(noted) == len(set(noted))


@pytest.mark.faults
def test_a_worker_that_falls_silent_with_a_job_is_replaced_by_another(
    office: Office, smtp_server: SmtpServer
) -> None:
    smtp_server.react = Reaction.HANG
    office.scheduler()
    silent = office.worker()
    office.mail("once")
    until(lambda: office.state("mail:once") == "taken", within=30, what="the job being taken")
    until(lambda: smtp_server.attempts > 0, within=30, what="the first attempt")
    silent.kill()
    smtp_server.react = Reaction.ACCEPT
    office.worker()
    until(lambda: office.state("mail:once") == "done", within=60, what="the mail")
    assert copies(smtp_server, "once") == 1


def test_a_task_that_is_delivered_twice_has_one_effect(
    office: Office, smtp_server: SmtpServer
) -> None:
    # A broker delivers again what was not confirmed in time; the second comes with the same token.
    office.mail("once")
    settings = {**office.settings, "QMS_DATABASE_URL": office.database_url}
    app = create_app({"QMS_HOME": str(office.home), **settings})
    qms: extension.QMS = app.extensions["intranet_qms"]
    with office.database.transaction() as session:
        job = session.scalars(select(OutboxJob).where(OutboxJob.dedup_key == "mail:once")).one()
        until_when = CLOCK.now() + timedelta(seconds=60)
        job.state, job.taken_until = "taken", until_when
        identifier = job.uuid
    context = Context(app, qms, timedelta(seconds=60))
    for _ in range(2):
        run(context, Job(identifier, until_when))
    assert office.state("mail:once") == "done"
    assert copies(smtp_server, "once") == 1
    qms.database.dispose()
