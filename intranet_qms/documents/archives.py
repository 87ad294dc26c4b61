"""Archives that strangers send (.docx, .xlsx, .odt are ZIP files), opened without trusting them.

What an archive says about itself is looked at before anything is unpacked, and what is unpacked is
counted while it is. XML is read by a parser that expands no entities and follows no references.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_PARTS: Final = 3_000
MAX_UNPACKED: Final = 250_000_000
"""Of all parts together, as the archive says."""
MAX_XML: Final = 16_000_000
"""Of one part of XML, unpacked: some two thousand pages. A parsed part takes eight times that."""
MAX_MEDIA: Final = 30_000_000
"""Of one picture."""
MAX_RATIO: Final = 300
"""Unpacked to packed, of parts above ``RATIO_FROM``; texts of offices stay under 60."""
RATIO_FROM: Final = 2_000_000
_CHUNK: Final = 64 * 1024


class ArchiveRefused(ValueError):
    """The file is not read. ``code`` says why: ``damaged``, ``bomb``, ``macros``, ``encrypted``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Archive:
    """The parts of one archive.

    Args:
        data: the bytes of the file.

    Raises:
        ArchiveRefused: it is no whole archive, or unpacks to more than a file may.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ArchiveRefused("damaged") from error
        if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_UNPACKED:
            raise ArchiveRefused("bomb")
        for one in entries:
            if one.flag_bits & 1:
                raise ArchiveRefused("encrypted")
            packed = max(1, one.compress_size)
            if one.file_size > RATIO_FROM and one.file_size / packed > MAX_RATIO:
                raise ArchiveRefused("bomb")
        self.names = frozenset(one.filename for one in entries)

    def part(self, name: str, *, limit: int = MAX_XML) -> bytes | None:
        """The bytes of a part, or None where there is none.

        Raises:
            ArchiveRefused: damaged, or longer than ``limit`` bytes.
        """
        if name not in self.names:
            return None
        pieces: list[bytes] = []
        total = 0
        try:
            with self._zip.open(name) as stream:
                while piece := stream.read(_CHUNK):
                    total += len(piece)
                    if total > limit:
                        raise ArchiveRefused("bomb")
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ArchiveRefused("damaged") from error
        return b"".join(pieces)

    def xml(self, name: str) -> Any | None:
        """The root element of a part, or None where there is none.

        Raises:
            ArchiveRefused: no well-formed XML, or with entities or a document type.
        """
        raw = self.part(name)
        if raw is None:
            return None
        try:
            return fromstring(raw, forbid_dtd=True)
        except DefusedXmlException as error:
            raise ArchiveRefused("bomb") from error
        except (ParseError, ValueError, LookupError) as error:
            raise ArchiveRefused("damaged") from error
