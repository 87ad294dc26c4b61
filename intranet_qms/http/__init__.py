"""What every route shares: the guard, the session, the reader's language, errors, safe writes.

A view function carries exactly one guard, ``guarded(action)`` or ``public(reason)``; a route
without one cannot be attached. The guard is also the entry point that commits: business code
never does.
"""

from __future__ import annotations

from ..db import after_commit
from .answering import SERVICE, answer_error, json_response, page, wire_time
from .context import (
    SAFE_METHODS,
    Module,
    clock,
    close_session,
    current_actor,
    db_session,
    module,
    signed_in,
    today,
    wants_json,
)
from .describing import Described, described
from .lists import Page, paginate
from .reading import address_lists, address_values, load_json, own_path, query_int, read_json
from .routing import (
    LARGEST_NUMBER,
    Guard,
    Routes,
    commit_even_if_refused,
    current_visitor,
    guarded,
    public,
    visited,
    visitor_source,
)
from .safety import protect_response, refuse_cross_site_write
from .signing import ask_again, is_proved, proof_url

__all__ = [
    "LARGEST_NUMBER",
    "SAFE_METHODS",
    "SERVICE",
    "Described",
    "Guard",
    "Module",
    "Page",
    "Routes",
    "address_lists",
    "address_values",
    "after_commit",
    "answer_error",
    "ask_again",
    "clock",
    "close_session",
    "commit_even_if_refused",
    "current_actor",
    "current_visitor",
    "db_session",
    "described",
    "guarded",
    "is_proved",
    "json_response",
    "load_json",
    "module",
    "own_path",
    "page",
    "paginate",
    "proof_url",
    "protect_response",
    "public",
    "query_int",
    "read_json",
    "refuse_cross_site_write",
    "signed_in",
    "today",
    "visited",
    "visitor_source",
    "wants_json",
    "wire_time",
]
