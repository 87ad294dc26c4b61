"""What one more answer costs in a large audit.

    python -m benchmarks.answer [--runs 60]

One answer that replaces another, pushed by a phone into an audit of 280 and of 1,200 questions of
which every third is answered, on PostgreSQL 18; beside it, by turns, an empty request of somebody
who is signed in (``hello``). Prints a table: median milliseconds and how many empty requests that is.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.factories.sync import Phone, answer, make_golden_office, many_questions
from tests.support.host import Host, make_schema
from tests.support.postgres import PostgresServer, create_database
from tests.support.processes import end_session

SIZES = (280, 1_200)
WARM_UP = 10


class Audit:
    """An audit of so many questions with a phone in it."""

    def __init__(self, port: int, questions: int) -> None:
        url = create_database(port, f"of_{questions}")
        make_schema(url)
        self.host = Host(Path(tempfile.mkdtemp(prefix="qms-bench-")), url)
        with self.host.transaction() as session:
            make_golden_office(session, self.host.clock, content=many_questions(questions))
        self.phone = Phone(self.host.client(), self.host, "anna")
        self.phone.register()
        self.seq = 0
        self.last = uuid.uuid4()
        answered = range(0, questions, 3)
        for start in range(0, len(answered), 200):
            self.phone.push(*(self._new(number) for number in answered[start : start + 200]))
        self._push_one()

    def _new(self, question: int) -> dict[str, object]:
        self.seq += 1
        return answer(uuid.uuid4(), self.seq, question=f"q{question}")

    def _push_one(self) -> float:
        self.seq += 1
        identifier = uuid.uuid4()
        mutation = answer(
            identifier, self.seq, "observation", question="q3", sample=1, based_on=[self.last]
        )
        started = time.perf_counter()
        answered = self.phone.push(mutation)
        spent = time.perf_counter() - started
        if answered.json["receipts"][0]["status"] != "applied":
            raise RuntimeError(answered.get_data(as_text=True))
        self.last = identifier
        # As in life: a question is answered anew a few times, not hundreds of times.
        if self.seq % 5 == 0:
            self.last = uuid.uuid4()
        return spent

    def empty(self) -> float:
        """Seconds of a request that only says who is signed in."""
        started = time.perf_counter()
        self.phone.send("GET", "hello")
        return time.perf_counter() - started

    update = _push_one


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=60)
    options = parser.parse_args(arguments)
    server = PostgresServer()
    server.start()
    try:
        audits = {questions: Audit(server.port, questions) for questions in SIZES}
        updates: dict[int, list[float]] = {questions: [] for questions in SIZES}
        empties: dict[int, list[float]] = {questions: [] for questions in SIZES}
        for run in range(options.runs + WARM_UP):
            for questions, audit in audits.items():
                empty, update = audit.empty(), audit.update()
                if run >= WARM_UP:
                    empties[questions].append(empty)
                    updates[questions].append(update)
        for questions in SIZES:
            update = statistics.median(updates[questions])
            empty = statistics.median(empties[questions])
            print(
                f"| one answer, audit of {questions} questions | {update * 1000:.1f} ms"
                f" | {update / empty:.1f} empty requests |"
            )
        for audit in audits.values():
            audit.host.close()
    finally:
        server.remove()
        end_session()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
