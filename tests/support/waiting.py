"""Waiting for something to become true: by looking again, never by sleeping and hoping."""

import os
import secrets
import socket
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

# Servers of a test are looked for below the range that the system lends out to outgoing
# connections.
_FIRST_PORT, _LAST_PORT = 18_000, 32_000


class DeadlinePassedError(AssertionError):
    """What was waited for did not happen in time."""


def until(
    condition: Callable[[], Result],
    *,
    within: float = 10.0,
    every: float = 0.02,
    what: str = "the condition",
) -> Result:
    """Looks until `condition()` is true and returns what it returned.

    Args:
        condition: looked at again and again; an exception in it is not swallowed.
        within: seconds after which it fails.
        every: seconds between two looks.
        what: named in the failure.

    Raises:
        DeadlinePassedError: it stayed false.
    """
    deadline = time.monotonic() + within
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() >= deadline:
            raise DeadlinePassedError(f"{what} did not come true within {within:g} s")
        time.sleep(every)


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something accepts connections on the port."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


SESSION = "INTRANET_TEST_SESSION"
"""The variable that names the folder of the test session to all its workers."""


def free_port(*, with_one_above_by: int = 0) -> int:
    """A loopback port that nothing listens on, given out once in the whole test session.

    Also while nothing listens on it any more, it stays with the test that got it: that one may
    start its server again.

    Args:
        with_one_above_by: the port so many numbers above must be free as well.

    Raises:
        RuntimeError: hundreds of ports tried at random were all taken.
    """
    for _ in range(500):
        port = secrets.choice(range(_FIRST_PORT, _LAST_PORT - with_one_above_by))
        wanted = {port, port + with_one_above_by}
        if all(map(_can_bind, wanted)) and all(map(_claim, wanted)):
            return port
    raise RuntimeError(f"no free port between {_FIRST_PORT} and {_LAST_PORT}")


_given_out: set[int] = set()


def _claim(port: int) -> bool:
    """Take the port before any other process of the session does."""
    folder = os.environ.get(SESSION)
    if folder is None:
        is_mine = port not in _given_out
        _given_out.add(port)
        return is_mine
    try:
        os.close(os.open(f"{folder}/ports/{port}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _can_bind(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
