"""The local mailbox in the browser: what would have been mailed, when no server is set up."""

from __future__ import annotations

import itertools
import mimetypes
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from flask_login import current_user, login_required

from ..config import QMSConfig
from ..http import protect_response

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")
blueprint.after_request(protect_response)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as the pages show it."""

    url: str
    subject: str
    sender: str
    recipient: str
    sent_at: datetime
    text: str
    excerpt: str
    attachments: list[dict[str, str]]


def _folder() -> Path:
    home: Path = current_app.extensions["intranet_qms"].config.home
    return home / "mail"


def _read(path: Path) -> tuple[EmailMessage, Mail]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    date = message["Date"]
    sent_at = parsedate_to_datetime(str(date)) if date else datetime.fromtimestamp(0, UTC)
    lines = [line for line in text.splitlines() if line.strip()]
    return message, Mail(
        url=url_for("mailbox.one", name=path.stem),
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        sent_at=sent_at.astimezone(UTC),
        text=text,
        excerpt=" ".join(lines[1:3])[:160],
        attachments=[
            {
                "name": part.get_filename() or "",
                "url": url_for("mailbox.attachment", name=path.stem, index=index),
            }
            for index, part in enumerate(message.iter_attachments())
        ],
    )


def _is_mine(mail: Mail) -> bool:
    """Whether the reader may open it: in a demo everybody plays everybody, in an office each
    person reads what was sent to them."""
    config: QMSConfig = current_app.extensions["intranet_qms"].config
    if config.demo and not config.oidc_issuer:
        return True
    own = str(current_user.email or "").casefold()
    return bool(own) and parseaddr(mail.recipient)[1].casefold() == own


def _mine(name: str) -> tuple[EmailMessage, Mail]:
    message, mail = _read(_path(name))
    if not _is_mine(mail):
        abort(404)
    return message, mail


def _path(name: str) -> Path:
    if not all(c.isalnum() or c in "-_." for c in name) or name.startswith("."):
        abort(404)
    path = _folder() / f"{name}.eml"
    if not path.is_file():
        abort(404)
    return path


@blueprint.get("/")
@login_required
def index() -> str:
    """The newest messages."""
    paths = sorted(_folder().glob("*.eml"), key=lambda p: p.stat().st_mtime, reverse=True)
    mails = (mail for _, mail in map(_read, paths) if _is_mine(mail))
    return render_template(
        "qms/standalone/mailbox.html", messages=list(itertools.islice(mails, SHOWN))
    )


@blueprint.get("/<name>")
@login_required
def one(name: str) -> str:
    """One message."""
    return render_template(
        "qms/standalone/message.html",
        message=_mine(name)[1],
        mailbox_url=url_for("mailbox.index"),
    )


@blueprint.get("/<name>/<int:index>")
@login_required
def attachment(name: str, index: int) -> Response:
    """A file that came with a message, always as a download."""
    message, _ = _mine(name)
    parts = list(message.iter_attachments())
    if index >= len(parts):
        abort(404)
    part = parts[index]
    assert isinstance(part, EmailMessage)
    filename = part.get_filename() or "file"
    response = make_response(part.get_payload(decode=True))
    response.mimetype = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
