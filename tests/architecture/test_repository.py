"""What the repository must not carry: addresses of machines and of package indexes."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

# Put together here, so that this file does not contain what it looks for.
_UNWANTED = [
    "pypi" + ".org",
    "files." + "pythonhosted",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "--index" + "-url",
    "--extra-index" + "-url",
    "_auth" + "Token",
    "/" + "work" + "/main",
    "/" + "work" + "/shared",
    "/" + "root/",
    "/tmp/" + "brief",
    "/home/" + "user",
    "chat" + "gpt",
    "anth" + "ropic",
    "clau" + "de",
    "co" + "pilot",
    "language " + "model",
]
_PATTERN = re.compile("|".join(map(re.escape, _UNWANTED)), re.IGNORECASE)


def _tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git clone")
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = []
    for path in _tracked():
        if not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            match = _PATTERN.search(line)
            if match:
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def test_lock_files_say_what_and_not_from_where() -> None:
    for path in _tracked():
        if path.name == "package-lock.json" and path.exists():
            lock = json.loads(path.read_text(encoding="utf-8"))
            packages = {name: each for name, each in lock["packages"].items() if name}
            assert [name for name, each in packages.items() if "resolved" in each] == [], path
            assert [name for name, each in packages.items() if "integrity" not in each] == [], path


def test_every_python_package_is_pinned_to_one_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[a-z0-9._-]+==[a-zA-Z0-9.+!]+", line)] == []


def test_the_licence_is_there_as_a_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    articles = re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)
    assert [int(one) for one in articles] == list(range(1, 16))
    _, appendix = text.split("\nAppendix\n")
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in appendix
    assert appendix.rstrip().endswith("new EUPL version.")


def test_nothing_that_is_built_is_kept() -> None:
    built = re.compile(
        r"^intranet_qms/static/pwa/|(^|/)node_modules/|(^|/)__pycache__/|\.pyc$|\.egg-info/|^dist/"
    )
    names = [path.relative_to(ROOT).as_posix() for path in _tracked()]
    assert [name for name in names if built.search(name)] == []


def test_programs_can_be_run() -> None:
    for name in (".ci/run", "scripts/python"):
        assert (ROOT / name).stat().st_mode & 0o111, name
