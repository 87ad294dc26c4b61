"""What a phone fetches before its first screen: small enough for a bad line and a slow processor."""

from __future__ import annotations

import gzip
import re

import pytest

from intranet_qms.sync.views import APPLICATION

MOST_BYTES = 60_000
"""Of script and style, compressed: decided for an office telephone in a corridor."""


@pytest.mark.skipif(not (APPLICATION / "index.html").is_file(), reason="it was not built")
def test_what_it_starts_with_is_small() -> None:
    index = (APPLICATION / "index.html").read_text("utf-8")
    named = set(re.findall(r'(?:src|href)="\./(assets/[^"]+\.(?:js|css))"', index))
    weights = {name: len(gzip.compress((APPLICATION / name).read_bytes(), 9)) for name in named}
    assert any(name.endswith(".css") for name in named)
    assert sum(weights.values()) < MOST_BYTES, weights


@pytest.mark.skipif(not (APPLICATION / "sw.js").is_file(), reason="it was not built")
def test_every_file_that_a_screen_may_ask_for_is_kept_for_no_network() -> None:
    kept = (APPLICATION / "sw.js").read_text("utf-8")
    missing = [
        one.name
        for one in (APPLICATION / "assets").iterdir()
        if one.suffix in {".js", ".css"} and one.name not in kept
    ]
    assert missing == []


@pytest.mark.skipif(not (APPLICATION / "index.html").is_file(), reason="it was not built")
def test_the_licences_of_all_its_parts_come_along_and_are_not_carried_to_the_archive() -> None:
    parts = {
        "LICENSES.txt": ("preact", "@preact/signals", "idb", "@noble/ciphers", "@fontsource/lato"),
        "preview/LICENSES.txt": ("preact", "idb", "fake-indexeddb"),
    }
    for file, names in parts.items():
        told = (APPLICATION / file).read_text("utf-8")
        for name in names:
            assert re.search(rf"^{re.escape(name)} \d\S* \(\S+\)$", told, re.MULTILINE), (
                file,
                name,
            )
    assert "Apache License" in (APPLICATION / "preview" / "LICENSES.txt").read_text("utf-8")
    assert "LICENSES" not in (APPLICATION / "sw.js").read_text("utf-8")
