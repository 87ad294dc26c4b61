"""What a file is, for features that keep files of their own."""

from __future__ import annotations

from ..file_kinds import FileRefused, kind_of, safe_name
from .attachments import refused


def named_by_content(data: bytes, name: str) -> tuple[str, str]:
    """A name that is safe to store and the media type, both told from the content.

    Args:
        name: as the browser sent it; only its last part is kept.

    Raises:
        UnsupportedMedia, TooLarge: nothing that is taken, whatever its name says.
    """
    try:
        kind = kind_of(data, name)
        return safe_name(name, kind.ending), kind.media_type
    except FileRefused as error:
        raise refused(error) from error
