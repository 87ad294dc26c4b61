"""An office that is scaled out: PostgreSQL, Redis, S3, and as many processes as a test wants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from intranet_qms.adapters import SystemClock
from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.outbox import services as outbox
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people import queries as people
from tests.support.processes import (
    Process,
    WebProcess,
    gunicorn,
    qms_scheduler,
    qms_worker,
)
from tests.support.redis import RedisServer
from tests.support.s3 import S3Bucket
from tests.support.smtp import SmtpServer
from tests.support.waiting import DeadlinePassedError, until

CLOCK = SystemClock()


@dataclass
class Office:
    """The parts that all processes share, and how they are told of them."""

    home: Path
    database: Database
    settings: dict[str, str]
    run: Callable[..., Any]

    @property
    def database_url(self) -> str:
        """As the processes get it."""
        return self.database.url.render_as_string(hide_password=False)

    def web(self) -> WebProcess:
        """One more web server: gunicorn with a process of its own."""
        process = gunicorn(self.home, self.database_url, workers=1, **self.settings)
        self.run(process)
        return process

    def worker(self) -> Process:
        """One more worker, ready to work."""
        process = qms_worker(self.home, self.database_url, **self.settings)
        self.run(process)
        process.wait_until_ready(lambda: "The worker is ready." in process.log(), within=60)
        return process

    def scheduler(self) -> Process:
        """One more scheduler."""
        process = qms_scheduler(self.home, self.database_url, **self.settings)
        self.run(process)
        return process

    def mail(self, key: str, to: str = "anna") -> None:
        """Note a mail, as a service does in its transaction."""
        with self.database.transaction() as session:
            reader = people.person_by_host_id(session, to)
            assert reader is not None
            outbox.enqueue_mail(
                session,
                CLOCK,
                to_person_id=reader.id,
                template="documents_reviews_due",
                context={"documents": []},
                dedup_key=key,
            )

    def state(self, dedup_key: str) -> str:
        """How far that job is."""
        with self.database.transaction(writes=False) as session:
            query = select(OutboxJob.state).where(OutboxJob.dedup_key == dedup_key)
            return session.scalars(query).one()

    def delivered(self, server: SmtpServer, key: str, within: float) -> None:
        """Wait until the mail with that key has come once.

        Raises:
            AssertionError: it did not; says what has become of its job.
        """
        try:
            until(lambda: copies(server, key) == 1, within=within, what=f"the mail {key}")
        except DeadlinePassedError as error:
            with self.database.transaction(writes=False) as session:
                query = select(OutboxJob).where(OutboxJob.dedup_key == f"mail:{key}")
                job = session.scalars(query).one()
                told = f"{job.state}, attempt {job.attempts}, {job.last_error}"
            raise AssertionError(f"{error}: {copies(server, key)} came; {told}") from error


@pytest.fixture
def office(
    tmp_path: Path,
    postgres_url: str,
    own_redis: RedisServer,
    s3_bucket: S3Bucket,
    smtp_server: SmtpServer,
    run_process: Callable[..., Any],
) -> Iterator[Office]:
    """PostgreSQL, Redis, S3 and a mail server; no process of the application yet."""
    load_features()
    database = Database(postgres_url)
    settings = {
        "QMS_BROKER_URL": own_redis.url,
        "QMS_FILES_URL": f"s3://{s3_bucket.name}/qms",
        "QMS_MAIL_URL": f"smtp://127.0.0.1:{smtp_server.port}",
        "QMS_SECRET_KEY": "the same in all processes",
        "QMS_OUTBOX_VISIBILITY_SECONDS": "5",
        **s3_bucket.environment(),
    }
    yield Office(tmp_path / "home", database, settings, run_process)
    database.dispose()


def copies(server: SmtpServer, key: str) -> int:
    """How often the mail with that key has arrived; its Message-ID is made of the key."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return sum(each.message_id.startswith(f"<{digest}@") for each in server.messages)


class Person:
    """Somebody with a browser, whichever web server answers."""

    def __init__(self, login: str, web: WebProcess) -> None:
        self.http = requests.Session()
        self.http.headers["Sec-Fetch-Site"] = "same-origin"
        answer = self.http.post(
            f"{web.url}/sign-in",
            data={"username": login, "next": "/qms/tasks/"},
            allow_redirects=False,
            timeout=20,
        )
        assert answer.status_code == 303, answer.text

    def call(self, method: str, web: WebProcess, path: str, **more: Any) -> requests.Response:
        """A request to one of the web servers; cookies hold for all of them on this machine."""
        return self.http.request(method, f"{web.url}{path}", timeout=30, **more)
