"""Two languages: English sentences in the code, Polish catalogues beside it, chosen per reader.

Catalogues are gettext ``.po`` files, one for each feature, read once at start. There is no compiled
form to forget. The module keeps its own catalogues so that a host's translations are untouched.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

TRANSLATIONS = Path(__file__).parent / "translations"
LOCALES = ("pl", "en")
_FORMATS = {"pl": "pl", "en": "en_GB"}
"""Where dates and numbers are written as in that language; English as in Europe, day first."""

_locale: ContextVar[str] = ContextVar("qms_locale", default="pl")


def current_locale() -> str:
    """The language of whoever reads what is being made now: ``pl`` or ``en``."""
    return _locale.get()


@contextlib.contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Make everything inside speak ``locale``; an unknown one falls back to Polish."""
    token = _locale.set(locale if locale in LOCALES else "pl")
    try:
        yield
    finally:
        _locale.reset(token)


def set_locale(locale: str) -> None:
    """Choose the language for the rest of this context (a request)."""
    _locale.set(locale if locale in LOCALES else "pl")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Messages of one language: singular by msgid, plural forms by msgid."""

    singular: dict[str, str]
    plural: dict[str, tuple[str, ...]]


@cache
def catalogue(locale: str) -> Catalogue:
    """All catalogues of ``locale`` merged. English needs none: its sentences are the msgids."""
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted((TRANSLATIONS / locale).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=locale):
                if not message.id or message.fuzzy:
                    continue
                if isinstance(message.id, tuple | list):
                    forms = tuple(message.string or ())
                    if all(forms):
                        plural[message.id[0]] = forms
                elif message.string:
                    singular[message.id] = str(message.string)
    return Catalogue(singular, plural)


def polish_plural(n: int) -> int:
    """Which of the three Polish forms goes with ``n`` (gettext's rule for ``pl``)."""
    if n == 1:
        return 0
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return 1
    return 2


def t(msgid: str, /, **values: Any) -> str:
    """``msgid`` in the current language, with ``%(name)s`` filled from ``values``."""
    locale = current_locale()
    text = msgid if locale == "en" else catalogue(locale).singular.get(msgid, msgid)
    return text % values if values else text


def tn(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """The form that goes with ``n``; ``%(n)s`` is the number itself."""
    locale = current_locale()
    text = singular if n == 1 else plural
    if locale != "en":
        forms = catalogue(locale).plural.get(singular)
        if forms:
            text = forms[min(polish_plural(abs(n)), len(forms) - 1)]
    return text % {"n": number(n), **values}


@dataclass(frozen=True, slots=True)
class LazyText:
    """A sentence that is translated when it is read."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return t(self.msgid, **self.values)

    def __html__(self) -> str:
        """Let Jinja escape the translated sentence like any other text."""
        return (
            str(self)
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace('"', "&#34;")
        )


def lazy(msgid: str, /, **values: Any) -> LazyText:
    """For sentences that stand at module level."""
    return LazyText(msgid, values)


def localized(polish: str | None, english: str | None) -> str:
    """Of a text that is kept in both languages, the reader's; else the one there is."""
    first, second = (english, polish) if current_locale() == "en" else (polish, english)
    return first or second or ""


def number(value: float | int) -> str:
    """A number as people write it in the current language."""
    return format_decimal(value, locale=_FORMATS[current_locale()])


def date_text(value: date | None, zone: ZoneInfo, *, style: str = "long") -> str:
    """A date in words ("22 listopada 2026"); an aware datetime is taken to the office's zone."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return format_date(value, format=style, locale=_FORMATS[current_locale()])


def moment_text(value: datetime | None, zone: ZoneInfo) -> str:
    """Day and minute in the office's zone."""
    if value is None:
        return "—"
    return format_datetime(
        value, format="d MMMM y, HH:mm", tzinfo=zone, locale=_FORMATS[current_locale()]
    )


def relative_text(value: datetime, now: datetime) -> str:
    """How long ago or ahead, in words ("za 3 dni"); less than a minute is now."""
    if abs(value - now) < timedelta(minutes=1):
        return t("just now")
    return format_timedelta(value - now, add_direction=True, locale=_FORMATS[current_locale()])


_POLISH_ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_POLISH_RANK = {letter: index for index, letter in enumerate(_POLISH_ALPHABET)}


def sort_key(text: str) -> str:
    """A key that sorts by the Polish alphabet under any database collation.

    Databases without ICU sort ``Ć`` after ``Z``; the key is stored beside the text. Each letter
    becomes two ASCII characters, digits and the rest stay in front of letters.
    """
    parts = []
    for character in text.casefold():
        rank = _POLISH_RANK.get(character)
        if rank is not None:
            parts.append(f"k{chr(48 + rank // 10)}{chr(48 + rank % 10)}")
        elif character.isdigit():
            parts.append("b" + character)
        elif character.isspace():
            parts.append("a")
        else:
            parts.append(f"c{ord(character):x}")
    return "".join(parts)[:400]
