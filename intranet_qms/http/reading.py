"""What a request says: numbers and paths of its address, JSON of its body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from flask import request
from marshmallow import Schema, ValidationError

from ..errors import Invalid, TooLarge
from ..i18n import t
from .context import module


def query_int(name: str, default: int, *, minimum: int = 1, maximum: int = 10**6) -> int:
    """A whole number of the address, or ``default`` when missing.

    Raises:
        Invalid: not a number, or out of range.
    """
    raw = request.args.get(name)
    if raw is None or raw == "":
        return default
    if not raw.isascii() or not raw.lstrip("-").isdigit() or len(raw) > 9:
        raise Invalid("address_number", t("“%(name)s” in the address is no number.", name=name))
    value = int(raw)
    if not minimum <= value <= maximum:
        raise Invalid("address_range", t("“%(name)s” in the address is out of range.", name=name))
    return value


def address_values() -> dict[str, str]:
    """What stands in the address after the question mark, to make further addresses of.

    Without names that begin with an underscore: what makes addresses takes those for orders of its
    own, so that a link from outside could choose where ours lead.
    """
    return {name: value for name, value in request.args.items() if not name.startswith("_")}


def address_lists() -> dict[str, list[str]]:
    """As ``address_values``, with every value of a name that stands there more than once."""
    return {name: values for name, values in request.args.lists() if not name.startswith("_")}


def load_json(schema: Schema, *, maximum_bytes: int | None = None) -> dict[str, Any]:
    """The JSON body, checked by ``schema``.

    Raises:
        TooLarge: longer or deeper than is taken.
        Invalid: no JSON, no UTF-8, or not as the schema says (``fields`` says where).
    """
    payload = read_json(maximum_bytes=maximum_bytes)
    try:
        return cast("dict[str, Any]", schema.load(payload))
    except ValidationError as error:
        raise Invalid(
            "invalid_fields",
            t("Some fields are not right."),
            way_out=t("Correct them and send again."),
            fields=_flat(dict(error.messages_dict)),
        ) from error


def read_json(*, maximum_bytes: int | None = None) -> Any:
    """The JSON body as Python values, refused early when it is too long or too deep.

    Raises:
        TooLarge, Invalid: as for ``load_json``.
    """
    limit = maximum_bytes or module().config.push_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge("body_too_large", t("The message is larger than is taken here."))
    raw = request.stream.read(limit + 1)
    if len(raw) > limit:
        raise TooLarge("body_too_large", t("The message is larger than is taken here."))
    if _depth_exceeds(raw, module().config.json_depth):
        raise TooLarge("json_too_deep", t("The message is nested deeper than is taken here."))
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid(
            "not_json", t("The message is not valid JSON in UTF-8."), status=400
        ) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def _depth_exceeds(raw: bytes, limit: int) -> bool:
    """Whether brackets outside of strings nest deeper than ``limit``, told without parsing."""
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for match in _BRACKET.finditer(_STRING.sub(b"", raw)):
        depth += 1 if match[0] in b"[{" else -1
        if depth > limit:
            return True
    return False


def _flat(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flat(value, name + "."))
        else:
            flat[name] = [str(item) for item in value]
    return flat


def own_path(raw: str | None, default: str) -> str:
    """``raw`` where it is a path of this site, else ``default``: what a redirect may follow.

    Browsers read a backslash as a slash and drop control characters, so that ``/<tab>/elsewhere``
    would lead away: neither belongs in an address of ours.
    """
    if (
        raw
        and raw.startswith("/")
        and not raw.startswith("//")
        and "\\" not in raw
        and raw.isprintable()
    ):
        return raw
    return default
