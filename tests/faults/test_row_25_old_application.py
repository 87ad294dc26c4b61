"""Row 25: a phone still runs an application that was released two versions ago.

Each released version has its golden messages under `tests/contract/released/`: what it sends, and
what it reads of the answers. They never change again. A newer server may say more; it takes all
that was ever sent, and says all that was ever read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_server import World, _send, differences, given
from tests.factories.sync import MOMENT
from tests.support.clock import FakeClock
from tests.support.host import Host

pytestmark = pytest.mark.faults

RELEASED = Path(__file__).parent.parent / "contract" / "released"
CASES = [
    pytest.param(case, id=f"{file.parent.name} {file.stem}: {case['name']}")
    for file in sorted(RELEASED.glob("*/*.json"))
    for case in json.loads(file.read_text("utf-8"))
    # These two need a server of their own, and say nothing about a version.
    if case["given"] not in {"the database is away", "more changes than one page holds"}
]


def test_every_released_version_is_here() -> None:
    assert {one.parent.name for one in RELEASED.glob("*/push.json")} >= {"1.0"}
    assert len(CASES) > 30


@pytest.mark.parametrize("case", CASES)
def test_what_it_sends_is_taken_and_what_it_reads_is_said(
    case: dict[str, Any], host: Host, clock: FakeClock, tmp_path: Path
) -> None:
    clock.set(MOMENT)
    world = World(host, tmp_path, "")
    world.office(lead="piotr" if "is not the lead auditor" in case["given"] else "anna")
    given(case["given"])(world)
    expected = json.loads(world.with_photo(json.dumps(case["response"])))
    answered = _send(world, json.loads(world.with_photo(json.dumps(case["request"]))))
    assert answered.status_code == expected["status"], answered.get_data(as_text=True)
    lost = [
        one
        for one in differences(expected["body"], answered.json)
        # Versions of records and hashes of content are the office's, not the protocol's.
        if not one.endswith("is not in the golden message")
    ]
    assert lost == []
