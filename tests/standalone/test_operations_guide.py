"""What the guide for administrators says about the keys is what the program does."""

from __future__ import annotations

import re
from dataclasses import fields

from intranet_qms.config import DEFAULT_CSP, QMSConfig
from tests.architecture.sources import ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(QMS_\w+)` \| (.*?) \|", GUIDE, flags=re.MULTILINE))


def _shown(default: object) -> str:
    if default == DEFAULT_CSP:
        return "as in `config.py`"
    if default == "":
        return "empty"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_key_is_in_the_guide_with_its_default_and_no_other_is() -> None:
    assert {
        f"QMS_{field.name.upper()}": _shown(field.default) for field in fields(QMSConfig)
    } == ROWS


def test_every_key_that_the_examples_use_exists() -> None:
    used = {
        key
        for path in (ROOT / "deploy").rglob("*")
        if path.is_file()
        for key in re.findall(r"\bQMS_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= set(ROWS)
