"""Statements that are compiled once for all databases of a test run, not once for each.

Every test has a database of its own, hence an engine of its own, and an engine begins with nothing:
each test would turn the same statements into the same SQL again. SQLAlchemy keeps what it has
compiled by the engine's dialect, so engines for the same kind of database are given one dialect and
one store.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, util

from intranet_qms import db

_ROOM = 4000
"""Statements that are kept; the whole test suite has about half as many."""

_shared: dict[str, tuple[Any, Any]] = {}


def _shared_engine(url: Any, **how: Any) -> Engine:
    """As SQLAlchemy's own, with the dialect of the first engine of its kind that has connected."""
    engine = create_engine(url, **how)
    kind = f"{engine.dialect.name}+{engine.dialect.driver}"
    if kind in _shared:
        engine.dialect, engine._compiled_cache = _shared[kind]
        engine.pool._dialect = engine.dialect
        return engine

    def keep(*_: Any) -> None:
        # Not before it has connected: only then a dialect knows the version of its server.
        store: Any = util.LRUCache(_ROOM)
        _shared.setdefault(kind, (engine.dialect, store))

    event.listen(engine, "engine_connect", keep, once=True)
    return engine


def share_statements() -> None:
    """Let all databases of this process share what was compiled."""
    db.create_engine = _shared_engine  # type: ignore[assignment]
