"""One server for all workers of a test session, started by the one that needs it first."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.support.processes import session_folder


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Only one process of the test session is inside at a time."""
    with (session_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def once_per_session(name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `make()` returned in whichever worker came first.

    Args:
        name: of the thing made.
        make: makes it and says, in texts, how to reach it.
    """
    with locked(name):
        path = session_folder() / f"{name}.json"
        if path.exists():
            known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
            return known
        made = make()
        path.write_text(json.dumps(made), encoding="utf-8")
        return made
