"""The mark by which a paper can be asked whether it is still in force: an address, as a QR code.

An identifier of 128 random bits is written in 22 characters (base64url, RFC 4648, section 5), so
that the code stays coarse enough for a telephone to read it from a header of 16 mm.
"""

from __future__ import annotations

import base64
import io
import uuid
from typing import Any

import segno

from ..i18n import t


def token_of(identifier: uuid.UUID) -> str:
    """The identifier as it stands in a printed address."""
    return base64.urlsafe_b64encode(identifier.bytes).decode().rstrip("=")


def identifier_of(token: str) -> uuid.UUID | None:
    """The identifier of a printed address, or None for what is none."""
    if len(token) != 22 or not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "==")
    except ValueError:
        return None
    # Each identifier has one spelling: four of the last character's bits are always empty.
    if len(raw) != 16 or token_of(uuid.UUID(bytes=raw)) != token:
        return None
    return uuid.UUID(bytes=raw)


def qr_drawing(address: str) -> str:
    """The QR code of an address (ISO/IEC 18004) as SVG."""
    drawn = io.BytesIO()
    segno.make(address, micro=False, error="m", boost_error=False).save(
        drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=1
    )
    return drawn.getvalue().decode()


def check_words(address: str) -> dict[str, Any] | None:
    """What the print says beside the code, for people without a telephone; None without one."""
    if not address:
        return None
    return {
        "words": t("Is this print still in force? Scan the code or open:"),
        "address": address,
        "shown": address.partition("://")[2],
    }
