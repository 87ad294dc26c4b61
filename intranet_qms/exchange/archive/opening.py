"""Open an archive that somebody sent, and believe nothing of it before every hash was checked.

Names, sizes and counts are checked before anything is unpacked; what unpacks to more than it says
is given up at once; a file that the manifest does not name, or one that it names and that is not
there, refuses the whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from .tables import FORMAT, VERSION

_NAME: Final = re.compile(r"tables/qms_[a-z_]{1,50}\.jsonl|files/[0-9a-f]{64}|directory\.json")
_MANIFEST: Final = "manifest.json"
_CHUNK: Final = 256 * 1024
_MOST_FILES: Final = 200_000
_MANIFEST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_LINE: Final = 64 * 1024 * 1024
_RATIO: Final = 250
"""Unpacked to packed. Tables of one register reach thirty."""
_RATIO_FROM: Final = 4 * 1024 * 1024


class ArchiveRefused(ValueError):
    """Nothing of the archive is used. ``code`` says why; ``values`` are what its sentence needs."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive says of itself."""

    seal: str
    tables: dict[str, list[str]]
    """Columns by table, in the order in which rows are restored."""
    files: dict[str, dict[str, Any]]


class Archive:
    """An archive on the disk, whose names and sizes are in order. Use as a context manager.

    Args:
        path: the ZIP file.
        unpacked_bytes: the most that all of it together may unpack to.

    Raises:
        ArchiveRefused: at once for what can be told from the list of its files.
    """

    def __init__(self, path: Path, *, unpacked_bytes: int) -> None:
        self._limit = unpacked_bytes
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            # The list of files stands at the end: a truncated archive has none.
            raise ArchiveRefused("not_a_zip") from error
        try:
            self.manifest = self._look_through()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def _look_through(self) -> Manifest:
        entries = self._zip.infolist()
        names = [entry.filename for entry in entries]
        total = sum(entry.file_size for entry in entries)
        if len(entries) > _MOST_FILES or total > self._limit:
            raise ArchiveRefused("bomb")
        for entry in entries:
            shown = _shown(entry.filename)
            if entry.filename != _MANIFEST and not _NAME.fullmatch(entry.filename):
                raise ArchiveRefused("bad_name", name=shown)
            if entry.flag_bits & 0x1 or entry.compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                raise ArchiveRefused("damaged", name=shown)
            if entry.file_size > _RATIO_FROM and entry.file_size > _RATIO * max(
                entry.compress_size, 1
            ):
                raise ArchiveRefused("bomb")
        if len(self._zip.NameToInfo) != len(names):
            twice = next(one for one, count in Counter(names).items() if count > 1)
            raise ArchiveRefused("bad_name", name=_shown(twice))
        if _MANIFEST not in names:
            raise ArchiveRefused("no_manifest")
        manifest = self._read_manifest()
        for name in names:
            if name != _MANIFEST and name not in manifest.files:
                raise ArchiveRefused("not_in_manifest", name=name)
        for name in manifest.files:
            if name not in self._zip.NameToInfo:
                raise ArchiveRefused("missing_file", name=_shown(name))
        return manifest

    def _read_manifest(self) -> Manifest:
        if self._zip.getinfo(_MANIFEST).file_size > _MANIFEST_BYTES:
            raise ArchiveRefused("bomb")
        content = b"".join(self.pieces(_MANIFEST))
        try:
            raw = json.loads(content.decode("utf-8"))
            if raw["format"] != FORMAT:
                raise ValueError("another format")
            if int(raw["version"]) > VERSION:
                raise ArchiveRefused("other_format")
            files = {str(name): dict(entry) for name, entry in raw["files"].items()}
            tables = {str(name): [str(x) for x in given] for name, given in raw["tables"].items()}
            for entry in files.values():
                if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]) or int(entry["size"]) < 0:
                    raise ValueError("no hash")
        except ArchiveRefused:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ArchiveRefused("bad_manifest") from error
        return Manifest(hashlib.sha256(content).hexdigest(), tables, files)

    def pieces(self, name: str) -> Iterator[bytes]:
        """What a file of the archive unpacks to, never more than the archive says it is."""
        entry, size = self._zip.getinfo(name), 0
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    if size > entry.file_size:
                        raise ArchiveRefused("bomb")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ArchiveRefused("damaged", name=_shown(name)) from error

    def verify(self, tell: Callable[[float], None] = lambda _part: None) -> None:
        """Compare every file with its hash and size. Raises ArchiveRefused: ``altered``."""
        whole = sum(int(entry["size"]) for entry in self.manifest.files.values()) or 1
        done = 0
        for number, (name, said) in enumerate(self.manifest.files.items()):
            digest, size = hashlib.sha256(), 0
            for piece in self.pieces(name):
                digest.update(piece)
                size += len(piece)
            if digest.hexdigest() != said["sha256"] or size != said["size"]:
                raise ArchiveRefused("altered", name=_shown(name))
            if name.startswith("files/") and name.removeprefix("files/") != said["sha256"]:
                raise ArchiveRefused("altered", name=_shown(name))
            done += size
            if number % 25 == 0:
                tell(done / whole)

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a table. Raises ArchiveRefused: ``bad_table``."""
        listed = f"tables/{name}.jsonl"
        if listed not in self.manifest.files:
            return
        rest = b""
        for piece in self.pieces(listed):
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                raise ArchiveRefused("bad_table", name=name)
            for line in lines:
                yield _row(line, name)
        if rest.strip():
            yield _row(rest, name)

    def directory(self) -> dict[str, list[dict[str, str]]]:
        """Units and people that the rows name."""
        try:
            raw = json.loads(b"".join(self.pieces("directory.json")).decode("utf-8"))
            return {
                "units": [{key: str(one[key]) for key in _UNIT} for one in raw["units"]],
                "people": [{key: str(one[key]) for key in _PERSON} for one in raw["people"]],
            }
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ArchiveRefused("bad_table", name="directory") from error

    def whole(self, name: str) -> bytes:
        """All bytes of a file."""
        return b"".join(self.pieces(name))


_UNIT: Final = ("code", "name_pl", "name_en")
_PERSON: Final = ("login", "name")


def _row(line: bytes, name: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ArchiveRefused("bad_table", name=name) from error
    if not isinstance(row, dict):
        raise ArchiveRefused("bad_table", name=name)
    return row


def _shown(name: str) -> str:
    """A name of a stranger's as a page may show it."""
    return "".join(one if one.isprintable() else "·" for one in name)[:80]
