"""Templates that are compiled once for all applications of a test run, not once for each."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class _Compiled(BytecodeCache):
    """Keeps compiled templates in memory, by name, file and the hash of their source."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket what was made of the same source before."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made now."""
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


def compile_once(app: Flask) -> None:
    """Let the application share compiled templates with the other applications of this process.

    Only for applications with the same Jinja settings: compiling works out constants by them.
    """
    app.jinja_env.bytecode_cache = _compiled
