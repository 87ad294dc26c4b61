"""The office that is attacked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.security import office as offices
from tests.security.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office with secrets in it. What a test writes is taken back after each request."""
    made = offices.make(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        offices.keep_nothing(patch, made)
        yield made
    made.host.close()
