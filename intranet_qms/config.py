"""Configuration: one frozen object, made once from the host's ``QMS_*`` keys.

Every default stands here and nowhere else. A host sets the keys in its own Flask configuration;
the standalone intranet reads them from the environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class ConfigurationError(ValueError):
    """A ``QMS_*`` key has a value that cannot be used; the message names the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QMSConfig:
    """What a host can set. Field ``x`` is the key ``QMS_X``.

    Sizes are bytes, durations are in the unit that the name says.
    """

    home: Path = Path("var")
    """Folder for everything that is kept on disk by default."""
    database_url: str = ""
    """SQLAlchemy URL; empty means a SQLite file in ``home``."""
    broker_url: str = "memory://"
    """Celery broker; ``memory://`` runs the worker inside the web process."""
    files_url: str = ""
    """``file:///folder`` or ``s3://bucket/prefix``; empty means a folder in ``home``."""
    mail_url: str = ""
    """``smtp://user:password@host:port`` (``smtps``, ``smtp+starttls``); empty means a mailbox in ``home``."""
    mail_sender: str = "SZJ <szj@um.borowiec.example>"
    base_url: str = "http://127.0.0.1:8000"
    """Where people reach the host, for links in mail and reports."""
    url_prefix: str = "/qms"
    layout: str = "qms/standalone/shell.html"
    """The host's template that the pages extend; it needs blocks ``title``, ``head`` and ``content``."""
    office_name: str = "Urząd Miasta Borowiec"
    emblem_file: str = ""
    """SVG drawing of the office's emblem, for prints and public pages; empty means a plain one."""
    public_guides: bool = False
    """Whether client guides in force are published without a sign-in, with a place for opinions."""
    timezone: str = "Europe/Warsaw"
    locale: str = "pl"
    content_security_policy: str = DEFAULT_CSP
    """Sent with every page of the module; empty leaves it to the host."""

    review_notice_days: int = 30
    """How many days ahead of its due date the review of a document is announced."""
    review_reminder_hour: int = 7
    """Hour of the office's day at which the due reviews are mailed."""
    acknowledgement_reminder_days: int = 7
    """After how many days, and then again after as many, people are reminded of what they have not
    confirmed having read; 0 reminds only by hand."""
    audit_notice_working_days: int = 5
    """How many working days ahead the audited unit is told."""
    action_due_days: int = 30
    """Default time for a corrective action."""
    action_notice_days: int = 7
    """How many days ahead people are reminded of a finding to answer or an action to do."""
    effectiveness_days: int = 90
    """After how many days the effect of verified actions is judged, unless the finding says."""
    surveillance_notice_days: int = 60
    """How many days ahead of its last day an external audit is announced to the representative."""
    certificate_notice_days: int = 180
    """How many days ahead of its last day the end of a certificate is announced."""
    public_certificate: bool = False
    """Whether the pages of citizens name the certificate in force."""
    guest_days: int = 14
    """How many days a guest from outside can be let in at most."""

    request_bytes: int = 25_000_000
    push_bytes: int = 2_000_000
    push_mutations: int = 500
    evidence_bytes: int = 20_000_000
    evidence_pixels: int = 50_000_000
    attachment_bytes: int = 20_000_000
    """Of one file attached to a document, and of a file of Word that is brought in."""
    chunk_bytes: int = 1_000_000
    json_depth: int = 32
    archive_bytes: int = 500_000_000
    """Of an archive of the register that is sent in to be restored."""
    archive_unpacked_bytes: int = 4_000_000_000
    """What all of it may unpack to."""

    mail_retry_hours: int = 72
    """How long a mail that the server will not take is tried again before it is given up."""
    outbox_visibility_seconds: int = 60
    """After how long a job whose worker fell silent is taken by another."""

    standalone: bool = False
    """Whether the module runs inside its own small intranet."""
    demo: bool = True
    """Whether the standalone intranet offers the demo people; only ever on loopback."""
    secret_key: str = ""
    """Session key of the standalone intranet; empty means one kept in ``home``."""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_username_claim: str = "preferred_username"

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> QMSConfig:
        """Read the ``QMS_*`` keys of ``mapping``; other keys are the host's and ignored.

        Raises:
            ConfigurationError: an unknown ``QMS_*`` key, or a value of the wrong kind.
        """
        by_key = {"QMS_" + field.name.upper(): field for field in fields(cls)}
        values: dict[str, Any] = {}
        for key, raw in mapping.items():
            if not key.startswith("QMS_") or key in {"QMS_PORT"}:
                continue
            field = by_key.get(key)
            if field is None:
                raise ConfigurationError(f"{key} is not a key of this module")
            values[field.name] = _converted(key, raw, type(field.default))
        config = cls(**values)
        config._check()
        return config

    def _check(self) -> None:
        if not re.fullmatch(r"(/[\w.-]+)+", self.url_prefix):
            raise ConfigurationError("QMS_URL_PREFIX must look like /qms")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigurationError(f"QMS_TIMEZONE {self.timezone!r} is unknown") from error
        if self.locale not in {"pl", "en"}:
            raise ConfigurationError("QMS_LOCALE must be pl or en")
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ConfigurationError("QMS_BASE_URL must start with http:// or https://")

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def resolved_database_url(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.home / 'qms.sqlite3').resolve()}"

    @property
    def resolved_files_url(self) -> str:
        """The URL of the file store, with the default filled in."""
        return self.files_url or (self.home / "files").resolve().as_uri()

    @property
    def embedded_worker(self) -> bool:
        """Whether worker and scheduler run as threads of the web process."""
        return self.broker_url.startswith("memory:")


def _converted(key: str, raw: Any, kind: type) -> Any:
    try:
        if kind is bool:
            if isinstance(raw, bool):
                return raw
            lowered = str(raw).strip().lower()
            if lowered in {"1", "true", "yes", "on"}:
                return True
            if lowered in {"0", "false", "no", "off", ""}:
                return False
            raise ValueError(lowered)
        if kind is int:
            return int(raw)
        if issubclass(kind, Path):
            return Path(raw)
        return str(raw)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"{key} has the value {raw!r}, which cannot be used") from error
