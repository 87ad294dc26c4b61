"""Pushes a second with a photograph each, against writing the same rows and bytes by hand.

    python -m benchmarks.push [--rounds 3] [--pushes 6]

One audit, 8 phones, 40 answers with a note in each push, two gunicorn processes on PostgreSQL 18
that waits for its disk as in an office. Beside it, in the same run and by turns: psycopg writing
the 40 answers, 40 receipts and 40 changes of a push by one multi-row INSERT for each table and one
commit, from 8 threads; and a file of 300 kB written and fsynced. What a request of that size costs
is told too: the photograph alone, and once more, when nothing is stored. Prints rows of a table.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, at_least, table
from intranet_qms.db import Database
from tests.factories.sync import BASE, answer, frame, jpeg, make_golden_office, many_questions
from tests.faults.wire import WirePhone
from tests.support.clock import FakeClock
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer
from tests.support.processes import WebProcess, end_session, gunicorn

PHONES, ANSWERS, PHOTO_BYTES = 8, 40, 300_000
A_THIRD = 0.33
WARM_UP = 6
NOTE = "Karta zmian nr 4 bez podpisu kierownika; teczka O.1431, stanowisko nr 4."


def in_parallel(calls: list[Callable[[], None]]) -> float:
    """Seconds until all calls, begun together, have ended. Raises what one of them raised."""
    failures: list[BaseException] = []

    def guarded(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    if failures:
        raise failures[0]
    return spent


class Sender:
    """A phone that sends without a rest over one connection, as a browser does.

    What it sends is made beforehand: only the sending is measured.
    """

    def __init__(self, port: int, number: int) -> None:
        self.wire = WirePhone(port, f"person{number}")
        self.number = number
        self.seq = 0
        self.bodies: list[bytes] = []
        self.photos: list[tuple[str, bytes]] = []
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def prepare_messages(self, pushes: int) -> None:
        """Make the messages of a round."""
        self.bodies = []
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

    def prepare_photographs(self, pushes: int) -> None:
        """Make the photographs of a round, each another one."""
        self.photos = []
        for _ in range(pushes):
            photo = jpeg(PHOTO_BYTES - 40) + os.urandom(32) + b"\xff\xd9"
            self.photos.append((hashlib.sha256(photo).hexdigest(), photo))

    def hang_up(self) -> None:
        """Close the connection, which the server would not keep for ever."""
        self._connection.close()

    def push_all(self) -> None:
        """Send every message and look at the receipts."""
        for body in self.bodies:
            self._push(body)

    def upload_all(self) -> None:
        """Send every photograph."""
        for digest, photo in self.photos:
            self._upload(digest, photo)

    def push_with_photographs(self) -> None:
        """Each message with its photograph behind it."""
        for body, (digest, photo) in zip(self.bodies, self.photos, strict=True):
            self._push(body)
            self._upload(digest, photo)

    def _push(self, body: bytes) -> None:
        status, told = self._ask("POST", "push", body, "application/json")
        if status != 200 or {one["status"] for one in told["receipts"]} != {"applied"}:
            raise RuntimeError(f"a push was answered {status}: {str(told)[:300]}")

    def _upload(self, digest: str, photo: bytes) -> None:
        path = f"evidence/{digest}?offset=0&size={len(photo)}"
        status, told = self._ask("PUT", path, photo, "application/octet-stream")
        if status != 200 or told["state"] != "verified":
            raise RuntimeError(f"a photograph was answered {status}: {told}")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, Any]:
        headers = {
            "Cookie": self.wire.cookie,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": kind,
            "X-QMS-Device": str(self.wire.device),
        }
        self._connection.request(method, BASE + path, body, headers)
        answered = self._connection.getresponse()
        return answered.status, json.loads(answered.read())


def server_address(url: str) -> str:
    """A database's address as psycopg alone takes it."""
    return url.replace("postgresql+psycopg", "postgresql")


class ByHand:
    """The same rows by psycopg alone, and the same bytes by a plain file."""

    def __init__(self, url: str, folder: Path) -> None:
        self.connection = psycopg.connect(server_address(url))
        self.folder = folder
        self.rounds: list[list[tuple[str, list[Any]]]] = []
        self.photos: list[tuple[str, bytes]] = []
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select a.id, (select id from qms_device order by id limit 1),"
                " (select id from qms_person where host_id = 'anna') from qms_audit a"
            )
            self.audit, self.device, self.person = cursor.fetchone() or (0, 0, 0)
        self.connection.commit()

    def prepare(self, photos: list[tuple[str, bytes]]) -> None:
        """Make the rows of a round; they get the numbers of nobody else."""
        now, device = datetime.now(UTC), uuid.uuid4()
        self.photos, self.rounds = photos, []
        for _ in photos:
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

    def write_rows(self) -> None:
        """One multi-row INSERT for each table, and a commit, for each push."""
        for statements in self.rounds:
            self._write(statements)

    def write_files(self) -> None:
        """A file for each photograph, on the disk when it is done."""
        for _, photo in self.photos:
            self._keep(photo)

    def write_rows_and_files(self) -> None:
        """The rows of a push and its photograph behind them."""
        for statements, (_, photo) in zip(self.rounds, self.photos, strict=True):
            self._write(statements)
            self._keep(photo)

    def _write(self, statements: list[tuple[str, list[Any]]]) -> None:
        with self.connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement.encode(), values)
        self.connection.commit()

    def _keep(self, photo: bytes) -> None:
        with (self.folder / uuid.uuid4().hex).open("wb") as file:
            file.write(photo)
            file.flush()
            os.fsync(file.fileno())


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


@dataclass(slots=True)
class Spent:
    """What one kind of work has taken so far.

    ``wall``, ``processor``: seconds; the processor's are those of the web processes.
    """

    wall: float = 0.0
    processor: float = 0.0


def processor_seconds(web: WebProcess) -> float:
    """What the processes of a web server have used of the processors since they began."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        if int(after_name[2]) == web.pid:
            ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def office(home: Path) -> Iterator[tuple[WebProcess, str]]:
    """An office with an audit of 40 questions and 8 auditors; its web server and its database."""
    server = PostgresServer(durable=True)
    server.start()
    web = None
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
        yield web, url
    finally:
        if web is not None:
            web.stop()
        server.remove()
        end_session()


def measure(rounds: int, pushes: int) -> list[Figure]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory(prefix="qms-bench-") as folder:
        home = Path(folder)
        with office(home) as (web, url):
            spent = _measure(web, url, home, rounds, pushes)
    total = rounds * pushes * PHONES
    names = {
        "both": f"push of {ANSWERS} answers with a photograph of {PHOTO_BYTES // 1000} kB",
        "push": f"push of {ANSWERS} answers",
        "photo": f"photograph of {PHOTO_BYTES // 1000} kB",
        "again": "the same photograph once more, of which nothing is stored",
    }
    baselines = {"both": "rows and file", "push": "rows", "photo": "file", "again": "file"}
    figures = []
    for kind, name in names.items():
        ours, plain = spent[kind], spent[baselines[kind]]
        note = (
            f" of {total / plain.wall:.0f} a second by hand, {total / ours.wall:.0f} a second,"
            f" {ours.processor / total * 1000:.1f} ms of processor"
        )
        title, share = f"{name}, {PHONES} phones", plain.wall / ours.wall
        figures.append(
            Figure(title, f"{share:.2f} ×{note}")
            if kind in {"photo", "again"}
            else at_least(title, share, A_THIRD, note=note)
        )
    return figures


def _measure(web: WebProcess, url: str, home: Path, rounds: int, pushes: int) -> dict[str, Spent]:
    senders = [Sender(web.port, number) for number in range(PHONES)]
    for sender in senders:
        sender.prepare_messages(WARM_UP)
        sender.prepare_photographs(WARM_UP)
    in_parallel([sender.push_with_photographs for sender in senders])
    # An office's database has seen its tables before; this one is told at once.
    with psycopg.connect(server_address(url), autocommit=True) as connection:
        connection.execute("analyze")
    hands = [ByHand(url, home) for _ in senders]
    kinds: dict[str, list[Callable[[], None]]] = {
        "both": [one.push_with_photographs for one in senders],
        "rows and file": [one.write_rows_and_files for one in hands],
        "push": [one.push_all for one in senders],
        "rows": [one.write_rows for one in hands],
        "photo": [one.upload_all for one in senders],
        "file": [one.write_files for one in hands],
        "again": [one.upload_all for one in senders],
    }
    spent = {kind: Spent() for kind in kinds}
    for _ in range(rounds):
        for kind, calls in kinds.items():
            for sender, hand in zip(senders, hands, strict=True):
                sender.hang_up()
                if kind in {"both", "push"}:
                    sender.prepare_messages(pushes)
                if kind in {"both", "photo"}:
                    sender.prepare_photographs(pushes)
                if kind in {"rows and file", "rows", "file"}:
                    hand.prepare(sender.photos)
            before = processor_seconds(web)
            spent[kind].wall += in_parallel(calls)
            spent[kind].processor += processor_seconds(web) - before
    for sender, hand in zip(senders, hands, strict=True):
        sender.hang_up()
        hand.connection.close()
    return spent


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pushes", type=int, default=6, help="of each phone in a round")
    options = parser.parse_args(arguments)
    print(table(measure(options.rounds, options.pushes)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
