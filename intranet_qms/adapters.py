"""The default implementations of what ``host`` asks for."""

from __future__ import annotations

import contextlib
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import obstore
from flask import current_app, url_for
from flask_login import LoginManager, current_user, login_fresh
from obstore.exceptions import BaseError as StoreError
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore, S3Store

from .host import HostUser, MailDelayed, MailRefused


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class FlaskLoginUsers:
    """Takes whoever Flask-Login says is signed in.

    Of the host's user object it reads ``get_id()``, and where present ``name`` (or ``display_name``,
    ``username``), ``email`` and ``is_active``.
    """

    def current(self) -> HostUser | None:
        """The signed-in person, or None."""
        if not current_user or not current_user.is_authenticated:
            return None
        user = current_user
        name = next(
            (
                str(value)
                for value in (
                    getattr(user, attribute, None)
                    for attribute in ("name", "display_name", "username")
                )
                if value
            ),
            str(user.get_id()),
        )
        return HostUser(
            id=str(user.get_id()),
            name=name,
            email=getattr(user, "email", None),
            active=bool(getattr(user, "is_active", True)),
        )

    def sign_in_url(self, next_url: str) -> str:
        """The host's own login page, by Flask-Login's ``login_view``."""
        manager: LoginManager = current_app.login_manager  # type: ignore[attr-defined]
        view = manager.login_view
        if not view:
            return "/?" + urlencode({"next": next_url})
        if view.startswith(("/", "http")):
            return f"{view}?{urlencode({'next': next_url})}"
        return url_for(view, next=next_url)

    def fresh(self) -> bool:
        """Whether this session was opened by a sign-in, not by a remembered cookie."""
        return bool(login_fresh())


class SMTPMail:
    """Hands messages to a mail server.

    Args:
        url: ``smtp://[user:password@]host[:port]``; ``smtps`` for TLS from the start,
            ``smtp+starttls`` for TLS after the greeting.
        timeout: seconds for each step, so that a server that hangs does not hold the worker.
    """

    def __init__(self, url: str, *, timeout: float = 20.0) -> None:
        self._parts = urlsplit(url)
        self._timeout = timeout

    def send(self, message: EmailMessage) -> None:
        """Deliver one message. Raises MailRefused or MailDelayed."""
        parts = self._parts
        host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
        try:
            connection: smtplib.SMTP
            if secure:
                connection = smtplib.SMTP_SSL(
                    host, parts.port or 465, timeout=self._timeout, context=_tls()
                )
            else:
                connection = smtplib.SMTP(host, parts.port or 25, timeout=self._timeout)
            with connection:
                if parts.scheme == "smtp+starttls":
                    connection.starttls(context=_tls())
                if parts.username:
                    connection.login(unquote(parts.username), unquote(parts.password or ""))
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(500 <= code < 600 for code in codes):
                raise MailRefused(str(error.recipients)) from error
            raise MailDelayed(str(error.recipients)) from error
        except smtplib.SMTPResponseException as error:
            if 500 <= error.smtp_code < 600:
                raise MailRefused(f"{error.smtp_code} {error.smtp_error!r}") from error
            raise MailDelayed(f"{error.smtp_code} {error.smtp_error!r}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayed(str(error)) from error


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class LocalMailbox:
    """Keeps each message as a file, so that an office without a mail server can read it in the
    browser. A message is written whole or not at all; the same Message-ID is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, message: EmailMessage) -> None:
        """Write the message into the folder."""
        name = "".join(c if c.isalnum() else "-" for c in str(message["Message-ID"]).strip("<>"))
        target = self.folder / f"{name[:180]}.eml"
        temporary = target.with_suffix(".part")
        try:
            temporary.write_bytes(message.as_bytes())
            temporary.replace(target)
        except OSError as error:
            raise MailDelayed(str(error)) from error


def _put_on_disk(root: Path, key: str, data: bytes) -> None:
    """Write a file below ``root`` so that it is there whole, after a power cut too, or not at all.

    The bytes are on the disk before they get their name, and the name before this returns.
    """
    inside = PurePosixPath(key)
    if inside.is_absolute() or ".." in inside.parts:
        raise ValueError("a key stays within its folder")
    target = root / inside
    new_folders = _make_folders(target.parent)
    # As the library names what is not finished, so that it lists such a file as no object.
    temporary = f"{target}#{secrets.randbelow(2**63)}"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    for folder in (target.parent, *new_folders):
        _sync_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make what is missing of a path. Returns the folders that list something new."""
    changed: list[Path] = []
    above = folder
    while not above.is_dir():
        above = above.parent
        changed.append(above)
    if changed:
        folder.mkdir(parents=True, exist_ok=True)
    return changed


def _sync_folder(folder: Path) -> None:
    """Wait until what a folder lists is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ObjectFiles:
    """Bytes by key in a local folder or an S3 bucket.

    One library reads and lists both and writes to S3; a local file is written here, because the
    library does not wait for the disk, and "verified" must outlive a power cut.

    Args:
        url: ``file:///folder``, ``memory://`` or ``s3://bucket/prefix`` (credentials and endpoint
            from the usual ``AWS_*`` environment variables).
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._store: Any
        self._folder: Path | None = None
        if parts.scheme == "file":
            self._folder = Path(unquote(parts.path))
            self._store = LocalStore(prefix=self._folder, mkdir=True)
        elif parts.scheme == "memory":
            self._store = MemoryStore()
        elif parts.scheme == "s3":
            self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
        else:
            raise ValueError(f"QMS_FILES_URL: {parts.scheme!r} is not known")

    def put(self, key: str, data: bytes) -> None:
        """Store whole or not at all, and on the disk itself: a phone deletes its photograph on the
        word that it is stored, which must outlive a power cut."""
        if self._folder is None:
            _as_os_error(obstore.put, self._store, key, data)
        else:
            _put_on_disk(self._folder, key, data)

    def get(self, key: str) -> bytes:
        """All bytes. Raises FileNotFoundError."""
        return bytes(_as_os_error(obstore.get, self._store, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """Pieces of at least 64 kB. Raises FileNotFoundError before the first."""
        result = _as_os_error(obstore.get, self._store, key)
        for piece in result.stream(min_chunk_size=64 * 1024):
            yield bytes(piece)

    def exists(self, key: str) -> bool:
        """Whether the key is there."""
        try:
            _as_os_error(obstore.head, self._store, key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove the key if it is there."""
        try:
            _as_os_error(obstore.delete, self._store, key)
        except FileNotFoundError:
            return

    def list(self, prefix: str, *, older_than: datetime | None = None) -> Iterator[str]:
        """Keys below ``prefix``; none in a bucket that its first object will make."""
        batches = iter(obstore.list(self._store, prefix))
        while True:
            try:
                batch = _as_os_error(next, batches, ())
            except FileNotFoundError:
                return
            if not batch:
                return
            for meta in batch:
                if older_than is None or meta["last_modified"] < older_than:
                    yield meta["path"]


def _as_os_error(function: Any, *arguments: Any) -> Any:
    """Let one family of errors stand for all stores."""
    try:
        return function(*arguments)
    except (FileNotFoundError, NotFoundError) as error:
        raise FileNotFoundError(str(error)) from error
    except StoreError as error:
        raise OSError(f"the file store does not answer: {error}") from error
