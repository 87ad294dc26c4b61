"""Pushes a second, against writing the same rows by hand.

    python -m benchmarks.push [--rounds 4] [--pushes 12]

One audit, 8 phones, 40 answers with a note in each push, two gunicorn processes on PostgreSQL 18.
Beside it, in the same run and by turns: psycopg writing the 40 answers, 40 receipts and 40 changes
of a push by one multi-row INSERT for each table and one commit, from 8 threads. The photograph of
300 kB of each push is compared with writing and fsyncing a file of that size. Prints a table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from intranet_qms.db import Database
from tests.factories.sync import answer, frame, jpeg, make_golden_office, many_questions
from tests.faults.wire import WirePhone
from tests.support.clock import FakeClock
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer
from tests.support.processes import end_session, gunicorn

PHONES, ANSWERS, PHOTO_BYTES = 8, 40, 300_000
NOTE = "Karta zmian nr 4 bez podpisu kierownika; teczka O.1431, stanowisko nr 4."


def in_parallel(calls: list[Callable[[], None]]) -> float:
    """Seconds until all calls, begun together, have ended."""
    threads = [threading.Thread(target=call) for call in calls]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


class Sender:
    """A phone that pushes without a rest; its messages are made beforehand."""

    def __init__(self, port: int, number: int) -> None:
        self.wire = WirePhone(port, f"person{number}")
        self.number = number
        self.seq = 0
        self.bodies: list[bytes] = []
        self.photos: list[bytes] = []

    def prepare(self, pushes: int) -> None:
        """Make the messages of a round."""
        self.bodies, self.photos = [], []
        for _ in range(pushes):
            mutations = []
            # Eight phones in one audit: each looks at cases of its own.
            sample = self.number * 1000 + self.seq // ANSWERS
            for question in range(ANSWERS):
                self.seq += 1
                mutations.append(
                    answer(
                        uuid.uuid4(), self.seq, question=f"q{question}", sample=sample, note=NOTE
                    )
                )
            self.bodies.append(json.dumps(frame(mutations, self.wire.device)).encode())
            self.photos.append(
                jpeg(PHOTO_BYTES - 40 - self.seq % 1000) + os.urandom(32) + b"\xff\xd9"
            )

    def push_all(self) -> None:
        """Send every message and look at the receipts."""
        for body in self.bodies:
            status, _, told = self.wire.ask("POST", "push", body, 60)
            if status != 200 or {one["status"] for one in told["receipts"]} != {"applied"}:
                raise RuntimeError(f"a push was answered {status}: {str(told)[:300]}")

    def upload_all(self) -> None:
        """Send every photograph."""
        for photo in self.photos:
            digest = hashlib.sha256(photo).hexdigest()
            more = {
                "X-QMS-Device": str(self.wire.device),
                "Content-Type": "application/octet-stream",
            }
            path = f"evidence/{digest}?offset=0&size={len(photo)}"
            status, _, told = self.wire.ask("PUT", path, photo, 60, **more)
            if status != 200 or told["state"] != "verified":
                raise RuntimeError(f"a photograph was answered {status}: {told}")


class ByHand:
    """The same rows by psycopg alone."""

    def __init__(self, url: str, number: int) -> None:
        self.connection = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))
        self.number = number
        self.rounds: list[list[tuple[str, list[Any]]]] = []
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select a.id, (select id from qms_device order by id limit 1),"
                " (select id from qms_person where host_id = 'anna') from qms_audit a"
            )
            self.audit, self.device, self.person = cursor.fetchone() or (0, 0, 0)
        self.connection.commit()

    def prepare(self, pushes: int) -> None:
        """Make the rows of a round; they get the numbers of nobody else."""
        now, device = datetime.now(UTC), uuid.uuid4()
        self.rounds = []
        for _ in range(pushes):
            names = [uuid.uuid4() for _ in range(ANSWERS)]
            answers: list[Any] = []
            receipts: list[Any] = []
            changes: list[Any] = []
            for number, name in enumerate(names):
                answers += [
                    name, self.audit, f"q{number}", 9999, "recorded", Jsonb("conforming"), NOTE,
                    Jsonb([]), Jsonb([]), True, self.person, "Anna Kowalska", device, now, 0, now,
                ]  # fmt: skip
                receipts += [
                    self.device, name, "0" * 64, number, "answer.record", device, "applied", None,
                    Jsonb({}), Jsonb({"version": 1}), now,
                ]  # fmt: skip
                changes += [self.audit, -number, "answer", name]
            self.rounds.append(
                [
                    (_insert("qms_answer", ANSWER_COLUMNS), answers),
                    (_insert("qms_sync_receipt", RECEIPT_COLUMNS), receipts),
                    (_insert("qms_audit_change", CHANGE_COLUMNS), changes),
                ]
            )

    def write_all(self) -> None:
        """One multi-row INSERT for each table, and a commit, for each push."""
        for statements in self.rounds:
            with self.connection.cursor() as cursor:
                for statement, values in statements:
                    cursor.execute(statement.encode(), values)
            self.connection.commit()


ANSWER_COLUMNS = (
    "uuid, audit_id, question_key, sample, kind, value, note, based_on, kept, standing, author_id,"
    " author_name, device_uuid, device_time, clock_offset_ms, recorded_at"
)
RECEIPT_COLUMNS = (
    "device_id, mutation_uuid, content_hash, seq, name, audit_uuid, status, reason_code,"
    " reason_values, result, received_at"
)
CHANGE_COLUMNS = "audit_id, number, entity, entity_uuid"


def _insert(table: str, columns: str) -> str:
    row = "(" + ", ".join(["%s"] * (columns.count(",") + 1)) + ")"
    return f"insert into {table} ({columns}) values " + ", ".join([row] * ANSWERS)


def write_and_sync(folder: Path, photos: list[bytes]) -> None:
    """What a photograph costs at the very least."""
    for photo in photos:
        with (folder / uuid.uuid4().hex).open("wb") as file:
            file.write(photo)
            file.flush()
            os.fsync(file.fileno())


def measure(rounds: int, pushes: int) -> list[tuple[str, str, str]]:
    """Rows of the table: what, ours, and its share of what is possible by hand."""
    server = PostgresServer()
    server.start()
    home = Path(tempfile.mkdtemp(prefix="qms-bench-"))
    web = None
    spent = {"push": 0.0, "rows": 0.0, "photo": 0.0, "file": 0.0}
    try:
        url = server.url()
        make_schema(url)
        database = Database(url)
        with database.transaction() as session:
            make_golden_office(
                session,
                FakeClock(),
                content=many_questions(ANSWERS),
                further_auditors=[f"person{number}" for number in range(PHONES)],
            )
        database.dispose()
        web = gunicorn(home, url, workers=2, threads=4)
        web.start()
        senders = [Sender(web.port, number) for number in range(PHONES)]
        for sender in senders:
            sender.prepare(2)
        in_parallel([sender.push_all for sender in senders])
        hands = [ByHand(url, number) for number in range(PHONES)]
        for _ in range(rounds):
            for sender, hand in zip(senders, hands, strict=True):
                sender.prepare(pushes)
                hand.prepare(pushes)
            spent["push"] += in_parallel([sender.push_all for sender in senders])
            spent["rows"] += in_parallel([hand.write_all for hand in hands])
            spent["photo"] += in_parallel([sender.upload_all for sender in senders])
            spent["file"] += in_parallel(
                [lambda photos=one.photos: write_and_sync(home, photos) for one in senders]  # type: ignore[misc]
            )
        for hand in hands:
            hand.connection.close()
    finally:
        if web is not None:
            web.stop()
        server.remove()
        end_session()
    total = rounds * pushes * PHONES
    both, least = spent["push"] + spent["photo"], spent["rows"] + spent["file"]
    return [
        _row(f"push of {ANSWERS} answers", total, spent["push"], spent["rows"]),
        _row(f"photograph of {PHOTO_BYTES // 1000} kB", total, spent["photo"], spent["file"]),
        _row("both", total, both, least),
    ]


def _row(name: str, total: int, ours: float, least: float) -> tuple[str, str, str]:
    return (
        f"{name}, {PHONES} phones",
        f"{total / ours:.0f} a second (by hand {total / least:.0f})",
        f"{least / ours:.2f} of what is possible by hand",
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--pushes", type=int, default=12, help="of each phone in a round")
    options = parser.parse_args(arguments)
    for row in measure(options.rounds, options.pushes):
        print("| " + " | ".join(row) + " |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
