"""Fixtures for all tests. What they start is described in `tests/support/README.md`.

Whatever needs the application or a heavy part is imported by the fixture that uses it, so that
a test of one feature neither waits for the others nor fails with them.
"""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import processes
from tests.support.clock import FakeClock
from tests.support.processes import Process, end_session, session_folder
from tests.support.sharing import once_per_session

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, BrowserType, Playwright
    from sqlalchemy.orm import Session

    from intranet_qms.db import Database
    from tests.browser.offices import Office
    from tests.support.chromium import PersistentBrowser
    from tests.support.host import Host
    from tests.support.oidc import OidcProvider
    from tests.support.postgres import PostgresServer
    from tests.support.proxy import FaultyProxy
    from tests.support.redis import RedisServer
    from tests.support.s3 import S3Bucket
    from tests.support.smtp import SmtpServer


# Properties assert what holds, never how fast: a busy machine is no counterexample.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


# -- the session -------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder of the session before xdist starts its workers, which inherit it.

    The folders of the tests and what programs put aside lie in it too, unless `--basetemp` says
    where the former are to be kept.
    """
    if not hasattr(config, "workerinput"):
        temporary = session_folder(in_memory=True) / "tmp"
        temporary.mkdir(exist_ok=True)
        temporary.chmod(0o1777)
        os.environ["TMPDIR"] = str(temporary)
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(temporary))
    # It may have been asked for before.
    tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets workers begin with the files that take longest, so that none waits for another's last.

    A single process keeps the order of the files, quick ones among them.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    weights: dict[str, int] = {}
    for item in items:
        file = item.nodeid.partition("::")[0]
        heavy = 30 * bool(item.get_closest_marker("slow"))
        browser = 4 * bool(item.get_closest_marker("browser"))
        weights[file] = weights.get(file, 0) + 1 + heavy + browser
    items.sort(key=lambda item: -weights[item.nodeid.partition("::")[0]])


def pytest_collection_finish() -> None:
    """Sets what has been imported aside: the collector would look through it all the time."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends every part that is still running, once, in the process that began."""
    if not hasattr(config, "workerinput"):
        end_session()


_NEIGHBOURS = {"postgres", "redis", "s3", "oidc"}
"""Names of processes that are not the application's own."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Shows, with a failure, the end of what the processes of this test have written.

    The application's own come first and at length: the reason stands there, and who shows the
    output may cut it.
    """
    report = yield
    if report.failed:
        alive = processes.running_now()
        for process in sorted(alive, key=lambda one: one.name in _NEIGHBOURS):
            log = process.log(10 if process.name in _NEIGHBOURS else 80)
            report.sections.append((f"log of {process.name} ({process.pid})", log))
    return report


@pytest.fixture(autouse=True, scope="session")
def _nursery() -> Iterator[None]:
    """The application's own processes are started by one that has loaded their code."""
    with processes.nursery():
        yield


@pytest.fixture(autouse=True, scope="session")
def _shared_statements() -> None:
    """What is compiled for one database serves all of this worker."""
    from tests.support.statements import share_statements

    share_statements()


# -- time, processes and networks ----------------------------------------------------------------


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at an ordinary moment until the test moves it."""
    return FakeClock()


@pytest.fixture
def run_process() -> Iterator[Callable[..., Any]]:
    """Starts a process made by `tests.support.processes`; all are ended after the test.

    At once, without asking: what they would finish belongs to a test that is over.
    """
    started: list[Process] = []

    def run(process: Process, **how: Any) -> Process:
        started.append(process)
        process.start(**how)
        return process

    yield run
    for process in reversed(started):
        process.kill()


@pytest.fixture
def proxy_to() -> Iterator[Callable[[int], FaultyProxy]]:
    """Puts a bad network before a loopback port; it is healthy until told otherwise."""
    from tests.support.proxy import FaultyProxy

    made: list[FaultyProxy] = []

    def put_before(port: int) -> FaultyProxy:
        proxy = FaultyProxy(port)
        proxy.start()
        made.append(proxy)
        return proxy

    yield put_before
    for proxy in made:
        proxy.stop()


# -- databases -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_port() -> int:
    """Port of the PostgreSQL server that the whole session shares. Do not stop that server."""
    from tests.support.postgres import PostgresServer

    def make() -> dict[str, str]:
        server = PostgresServer()
        server.start()
        return {"port": str(server.port)}

    return int(once_per_session("postgres", make)["port"])


@pytest.fixture
def empty_postgres_url(postgres_port: int) -> Iterator[str]:
    """Address of a PostgreSQL database with nothing in it, for this test only."""
    from tests.support.postgres import create_database, drop_database

    name = f"empty_{secrets.token_hex(6)}"
    yield create_database(postgres_port, name)
    drop_database(postgres_port, name)


@pytest.fixture
def postgres_url(postgres_port: int) -> Iterator[str]:
    """Address of a PostgreSQL database with all tables, for this test only."""
    from intranet_qms.extension import load_features
    from tests.support.host import make_schema
    from tests.support.postgres import create_database, drop_database

    load_features()

    def make() -> dict[str, str]:
        # It may be there, half made, from a test before whose migration failed.
        drop_database(postgres_port, "with_schema")
        make_schema(create_database(postgres_port, "with_schema"))
        return {"name": "with_schema"}

    template = once_per_session("postgres-schema", make)["name"]
    name = f"test_{secrets.token_hex(6)}"
    yield create_database(postgres_port, name, template)
    drop_database(postgres_port, name)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that belongs to this test, which may stop, kill and restart it."""
    from tests.support.postgres import PostgresServer

    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of an SQLite file with all tables, for this test only."""
    from intranet_qms.extension import load_features
    from tests.support.host import make_schema

    # The tables are made once for all processes of the tests; the rules are of each process.
    load_features()
    template = session_folder() / "with_schema.sqlite3"

    def make() -> dict[str, str]:
        template.unlink(missing_ok=True)
        make_schema(f"sqlite:///{template}")
        return {"path": str(template)}

    made = once_per_session("sqlite-schema", make)
    shutil.copyfile(made["path"], tmp_path / "qms.sqlite3")
    return f"sqlite:///{tmp_path / 'qms.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a database with all tables: the test runs once on SQLite, once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """An SQLite database with all tables; override it in a module to run on both."""
    from intranet_qms.db import Database
    from intranet_qms.extension import load_features

    load_features()
    opened = Database(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One session, as a request has it; rolled back after the test unless it committed."""
    opened = database.session()
    yield opened
    opened.rollback()
    opened.close()


# -- the application ---------------------------------------------------------------------------


@pytest.fixture
def make_host(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[..., Host]]:
    """Makes a host intranet: `make_host(database_url, QMS_LOCALE="en")`."""
    from tests.support.host import Host

    made: list[Host] = []

    def make(database_url: str, **settings: Any) -> Host:
        host = Host(tmp_path / "home", database_url, clock, **settings)
        made.append(host)
        return host

    yield make
    for host in made:
        host.close()


@pytest.fixture
def host(make_host: Callable[..., Host], sqlite_url: str) -> Host:
    """A host intranet on SQLite with the module in it; nobody is signed in."""
    return make_host(sqlite_url)


# -- neighbours --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[RedisServer]:
    from tests.support.redis import RedisServer

    server = RedisServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def redis_url(_redis_server: RedisServer) -> str:
    """Address of a Redis server with nothing in it; shared by the tests of this worker."""
    import redis

    with redis.Redis.from_url(_redis_server.url) as client:
        client.flushall()
    return _redis_server.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A durable Redis server that belongs to this test, which may stop and kill it."""
    from tests.support.redis import RedisServer

    server = RedisServer(durable=True)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A mail server that keeps what it gets, and can be told to refuse, hang or hang up."""
    from tests.support.smtp import SmtpServer

    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def s3_bucket() -> S3Bucket:
    """An empty bucket on the S3 server that the whole session shares."""
    from tests.support.s3 import S3Bucket, S3Server

    def make() -> dict[str, str]:
        server = S3Server()
        server.start()
        return server.address

    return S3Bucket.new(once_per_session("s3", make))


@pytest.fixture
def oidc_provider() -> Iterator[Callable[..., OidcProvider]]:
    """Starts a sign-in provider: `oidc_provider([redirect_uri])`."""
    from tests.support.oidc import OidcProvider

    made: list[OidcProvider] = []

    def start(redirect_uris: list[str], **how: Any) -> OidcProvider:
        provider = OidcProvider(redirect_uris, **how)
        made.append(provider)
        provider.start()
        return provider

    yield start
    for provider in made:
        provider.stop()


# -- browsers ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright starts its browser, which the tests of a worker share."""
    from tests.support.chromium import launch_options

    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture
def open_phone(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """A phone, 390 by 844 with touch: `open_phone(base_url=…)`; each has storage of its own."""
    from tests.support.chromium import PHONE

    return lambda **options: new_context(**{**PHONE, **options})


@pytest.fixture
def open_desktop(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """A desk, 1440 by 900: `open_desktop(base_url=…)`; each has storage of its own."""
    from tests.support.chromium import DESKTOP

    return lambda **options: new_context(**{**DESKTOP, **options})


@pytest.fixture
def persistent_browser(
    browser_type: BrowserType, tmp_path: Path
) -> Iterator[Callable[..., PersistentBrowser]]:
    """A browser with its profile on disk, not opened yet; it can be killed and opened again."""
    from tests.support.chromium import PersistentBrowser

    made: list[PersistentBrowser] = []

    def make(options: dict[str, Any] | None = None) -> PersistentBrowser:
        browser = PersistentBrowser(browser_type, tmp_path / f"profile-{len(made)}", options)
        made.append(browser)
        return browser

    yield make
    for browser in made:
        browser.stop()


# -- the demo office in browsers -----------------------------------------------------------------


@pytest.fixture
def demo_home(tmp_path: Path) -> Path:
    """The data folder of a demo office in which nothing has happened yet; the test's own."""
    from tests.browser.offices import make_demo_home

    template = once_per_session("demo-office", make_demo_home)["path"]
    shutil.copytree(template, tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def demo_office(
    demo_home: Path,
    run_process: Callable[..., Any],
    proxy_to: Callable[[int], FaultyProxy],
    playwright: Playwright,
) -> Iterator[Office]:
    """The demo office by `qms run`: one process, SQLite, its mail kept; behind a bad network."""
    from tests.browser.offices import Office

    server = run_process(processes.qms_run(demo_home))
    made = Office(server, proxy_to(server.port), playwright)
    yield made
    made.close()


@pytest.fixture
def phone_browser(
    persistent_browser: Callable[..., PersistentBrowser],
) -> Iterator[PersistentBrowser]:
    """A phone whose browser can be killed; an error in its console fails the test."""
    browser = persistent_browser()
    yield browser
    assert browser.problems == []
