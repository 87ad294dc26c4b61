"""Canonical JSON after RFC 8785, so that both sides hash the same text."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_plain(value: Any) -> bool:
    """Whether Python's own encoder writes it canonically: no fractions, whole numbers that every
    float holds, and keys whose order is the same in UTF-16. Nearly everything that phones send."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-(2**53) < value < 2**53)
    if kind is dict:
        return all(key.isascii() for key in value) and all(map(_is_plain, value.values()))
    return kind is list and all(map(_is_plain, value))


def canonical(value: Any) -> str:
    """``value`` in the one form that RFC 8785 gives it.

    Raises:
        ValueError: NaN, an infinity, or a type that JSON does not have.
    """
    if _is_plain(value):
        return _ENCODER.encode(value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value) if abs(value) < 2**53 else _number(float(value))
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=_utf16)
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    raise ValueError(f"{type(value).__name__} is no JSON value")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _number(value: float) -> str:
    """A number as ECMAScript writes it (RFC 8785, 3.2.2.3)."""
    if not math.isfinite(value):
        raise ValueError("JSON has no such number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    significant = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)
    if whole == "0":
        point = int(exponent or 0) - (len(fraction) - len(significant))
    significant = significant.rstrip("0")
    length = len(significant)
    if length <= point <= 21:
        return sign + significant + "0" * (point - length)
    if 0 < point <= 21:
        return f"{sign}{significant[:point]}.{significant[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{significant}"
    mantissa = significant if length == 1 else f"{significant[0]}.{significant[1:]}"
    power = point - 1
    return f"{sign}{mantissa}e{'+' if power > 0 else '-'}{abs(power)}"


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in lower-case hex."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def mutation_hash(mutation: dict[str, Any]) -> str:
    """What makes a mutation the same mutation: everything but ``seq`` (step 4.2.1)."""
    return digest({key: value for key, value in mutation.items() if key != "seq"})


def receipt_hash(mutation_ids: list[str]) -> str:
    """The hash of an audit's receipt (step 8.2)."""
    text = "\n".join(sorted(identifier.lower() for identifier in mutation_ids))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
