"""A mail leaves once, whatever the server does; its headers hold what they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from intranet_qms.adapters import SMTPMail
from intranet_qms.outbox import services as outbox
from intranet_qms.people.models import Person
from intranet_qms.tasks.mail import compose, one_line
from tests.factories.people import enter
from tests.support.host import Host
from tests.support.smtp import Reaction, SmtpServer
from tests.tasks.jobs import jobs, work
from tests.tasks.mails import MAILS


@pytest.fixture
def office(make_host: Callable[..., Host], sqlite_url: str, smtp_server: SmtpServer) -> Host:
    """A host whose mail goes to the test's server."""
    made = make_host(sqlite_url, QMS_MAIL_URL=f"smtp://127.0.0.1:{smtp_server.port}")
    made.qms.mail = SMTPMail(f"smtp://127.0.0.1:{smtp_server.port}", timeout=0.4)
    return made


def enqueue(host: Host, key: str = "audit-closed:1", **changes: Any) -> bool:
    person_id = changes.pop("person_id", None) or enter(host, f"p-{key}", name="Żaneta Ćwikła")
    with host.transaction() as session:
        return outbox.enqueue_mail(
            session,
            host.clock,
            to_person_id=person_id,
            template="audit_closed",
            context={**MAILS["audit_closed"], **changes},
            dedup_key=key,
        )


def test_a_mail_is_sent_once_with_polish_letters(office: Host, smtp_server: SmtpServer) -> None:
    enqueue(office)
    work(office)
    (received,) = smtp_server.wait_for(1)
    assert received.subject == "Audit A-2026-03 został zamknięty"
    assert "Dzień dobry," in received.text
    assert "Żaneta Ćwikła" in str(received.message["To"])
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert work(office) == 0
    assert [job.state for job in jobs(office)] == ["done"]


def test_a_mail_asked_for_twice_is_one_mail(office: Host, smtp_server: SmtpServer) -> None:
    person_id = enter(office, "zaneta")
    assert enqueue(office, person_id=person_id)
    assert not enqueue(office, person_id=person_id)
    work(office)
    assert len(smtp_server.messages) == 1


def test_a_mail_is_written_in_the_language_that_its_reader_reads_when_it_is_sent(
    office: Host, smtp_server: SmtpServer
) -> None:
    person_id = enter(office, "zaneta", locale="pl")
    enqueue(office, person_id=person_id)
    with office.transaction() as session:
        session.get_one(Person, person_id).locale = "en"
    work(office)
    assert smtp_server.wait_for(1)[0].subject == "Audit A-2026-03 is closed"


@pytest.mark.parametrize("trouble", [Reaction.TRY_LATER, Reaction.HANG, "down"])
def test_a_server_in_trouble_delays_a_mail_and_loses_nothing(
    office: Host, smtp_server: SmtpServer, trouble: Reaction | str
) -> None:
    enqueue(office)
    if isinstance(trouble, Reaction):
        smtp_server.react = trouble
    else:
        smtp_server.stop()
    work(office)
    (job,) = jobs(office)
    assert (job.state, job.attempts) == ("waiting", 1)
    assert job.due_at > office.clock.now()
    assert "MailDelayed" in (job.last_error or "")
    assert work(office) == 0, "it is not tried again before its pause is over"
    if trouble == "down":
        smtp_server.start()
    smtp_server.release()
    smtp_server.react = Reaction.ACCEPT
    office.clock.advance(minutes=1)  # type: ignore[attr-defined]
    work(office)
    assert len(smtp_server.wait_for(1)) == 1
    assert jobs(office)[0].state == "done"


def test_a_mail_that_is_refused_is_given_up_at_once_and_visibly(
    office: Host, smtp_server: SmtpServer
) -> None:
    smtp_server.react = Reaction.REFUSE
    enqueue(office)
    work(office)
    (job,) = jobs(office)
    assert job.state == "given_up"
    assert "550" in (job.last_error or "")
    office.clock.advance(days=1)  # type: ignore[attr-defined]
    assert work(office) == 0


def test_a_mail_that_the_server_never_takes_is_given_up_after_the_configured_hours(
    office: Host, smtp_server: SmtpServer
) -> None:
    smtp_server.react = Reaction.TRY_LATER
    enqueue(office)
    for _ in range(200):
        if jobs(office)[0].state == "given_up":
            break
        work(office)
        office.clock.advance(hours=1)  # type: ignore[attr-defined]
    (job,) = jobs(office)
    assert job.state == "given_up"
    assert office.clock.now() - job.created_at >= timedelta(hours=72)
    assert smtp_server.messages == []


def test_an_answer_that_is_lost_leads_to_a_copy_under_the_same_identity(
    office: Host, smtp_server: SmtpServer
) -> None:
    # SMTP cannot tell "kept" from "never arrived" here; the Message-ID lets the reader's server.
    smtp_server.react = Reaction.HANG_UP
    enqueue(office)
    work(office)
    smtp_server.react = Reaction.ACCEPT
    office.clock.advance(minutes=1)  # type: ignore[attr-defined]
    work(office)
    assert len({each.message_id for each in smtp_server.wait_for(2)}) == 1


def test_somebody_without_an_address_stops_nothing(office: Host, smtp_server: SmtpServer) -> None:
    enqueue(office, "one", person_id=enter(office, "nomail", email=None))
    enqueue(office, "two")
    work(office)
    assert [job.state for job in jobs(office)] == ["given_up", "done"]
    assert "no e-mail address" in (jobs(office)[0].last_error or "")


def test_an_error_in_a_template_is_no_reason_to_send_half_a_mail(
    office: Host, smtp_server: SmtpServer
) -> None:
    person_id = enter(office, "anna")
    with office.transaction() as session:
        outbox.enqueue_mail(
            session, office.clock, to_person_id=person_id, template="no_such_mail",
            context={}, dedup_key="odd",
        )  # fmt: skip
    work(office)
    assert jobs(office)[0].state == "waiting"
    assert "no_such_mail" in (jobs(office)[0].last_error or "")
    assert smtp_server.attempts == 0


# -- headers -------------------------------------------------------------------------------------

HOSTILE = "Anna\r\nBcc: everybody@um.example\r\n\r\n<script>"


def message_to(host: Host, **person: Any) -> Any:
    values = {"name": "Anna", "email": "anna@um.example", "locale": "pl", **person}
    return compose(
        host.app, host.qms.config, host.clock, Person(**values),
        template="audit_announced", values={**MAILS["audit_announced"], "title": HOSTILE}, key="k",
    )  # fmt: skip


def test_line_breaks_in_names_and_titles_add_no_header(host: Host) -> None:
    message = message_to(host, name=HOSTILE)
    headers = message.as_bytes().split(b"\n\n")[0]
    assert message["Bcc"] is None
    assert not any(line.startswith(b"Bcc:") for line in headers.splitlines())
    assert "\n" not in str(message["Subject"])
    assert str(message["Subject"]).endswith("Anna Bcc: everybody@um.example <script>")


def test_line_breaks_in_an_address_add_no_recipient(office: Host, smtp_server: SmtpServer) -> None:
    hostile = "anna@um.example\r\nRCPT TO:<other@um.example>"
    enqueue(office, person_id=enter(office, "anna", email=hostile))
    work(office)
    assert all("other@um.example" not in each.recipients for each in smtp_server.messages), (
        "the second address was taken for a recipient"
    )


@pytest.mark.parametrize("character", ["\r", "\n", "\x00", "\x0b", "\x85", "\u2028", "\t"])
def test_control_characters_become_spaces(character: str) -> None:
    assert one_line(f"a{character}b") == "a b"


def test_the_identity_of_a_mail_is_made_of_its_key(host: Host) -> None:
    assert message_to(host)["Message-ID"] == message_to(host, name="Inna")["Message-ID"]
    assert str(message_to(host)["Message-ID"]).endswith("@127.0.0.1>")
