"""Let guests in and out. Nothing here commits."""

from .entering import Visitor, ask_code, begin, by_link, by_session, leave, note_seen
from .forgetting import forget
from .granting import Invitation, Line, grant, revoke, send_link
from .mailing import make_code, make_link

__all__ = [
    "Invitation",
    "Line",
    "Visitor",
    "ask_code",
    "begin",
    "by_link",
    "by_session",
    "forget",
    "grant",
    "leave",
    "make_code",
    "make_link",
    "note_seen",
    "revoke",
    "send_link",
]
