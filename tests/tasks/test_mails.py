"""Every mail that the module writes, in both languages, beside what was agreed that it says."""

from __future__ import annotations

import os
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

import intranet_qms
from intranet_qms.people.models import Person
from intranet_qms.tasks.mail import compose
from tests.support.host import Host
from tests.tasks.mails import MAILS

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEMPLATES = Path(intranet_qms.__file__).parent / "templates" / "qms" / "mail"

# Set to write the snapshots anew; read the difference before it is committed.
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))


def written(host: Host, template: str, locale: str) -> EmailMessage:
    person = Person(name="Żaneta Ćwikła", email="zaneta@um.example", locale=locale)
    return compose(
        host.app,
        host.qms.config,
        host.clock,
        person,
        template=template,
        values=MAILS[template],
        key=f"test:{template}",
    )


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_every_mail_is_looked_at() -> None:
    names = {path.stem for path in TEMPLATES.glob("*.jinja") if not path.stem.startswith("_")}
    assert names == set(MAILS)
    for name in names:
        assert (TEMPLATES / f"{name}.txt").exists()
        assert (TEMPLATES / f"{name}.html").exists()


@pytest.mark.parametrize("locale", ["pl", "en"])
@pytest.mark.parametrize("template", sorted(MAILS))
def test_a_mail_says_what_was_agreed(host: Host, template: str, locale: str) -> None:
    message = written(host, template, locale)
    html = part(message, "html")
    shown = f"Subject: {message['Subject']}\n\n{part(message, 'plain')}"
    body = html[html.index("<main") :]
    for suffix, text in (("txt", shown), ("html", body)):
        path = SNAPSHOTS / f"{template}.{locale}.{suffix}"
        if UPDATE:
            SNAPSHOTS.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("template", sorted(MAILS))
def test_nothing_in_a_mail_is_loaded_from_anywhere(host: Host, template: str) -> None:
    html = part(written(host, template, "pl"), "html")
    assert not re.search(r"<(img|link|script|iframe|object)\b|url\(|@import|\bsrc=", html)


@pytest.mark.parametrize("template", sorted(MAILS))
def test_every_link_of_a_mail_leads_into_the_module(host: Host, template: str) -> None:
    message = written(host, template, "pl")
    links = re.findall(r'href="([^"]+)"', part(message, "html"))
    # A code leads nowhere: it is typed into the page that asked for it.
    assert links or template == "guest_code"
    adapter = host.app.url_map.bind("127.0.0.1")
    for link in links:
        address, path = link[: len("http://127.0.0.1:8000")], link[len("http://127.0.0.1:8000") :]
        assert address == "http://127.0.0.1:8000"
        endpoint, _values = adapter.match(path.partition("?")[0], method="GET")
        assert endpoint.startswith("qms.")
        assert link in part(message, "plain")


def test_markup_in_a_title_stays_text(host: Host) -> None:
    person = Person(name="Jan", email="jan@um.example", locale="pl")
    values = {**MAILS["documents_read"], "title_pl": "<b>Skargi</b> & wnioski"}
    message = compose(
        host.app, host.qms.config, host.clock, person,
        template="documents_read", values=values, key="k",
    )  # fmt: skip
    assert "&lt;b&gt;Skargi&lt;/b&gt; &amp; wnioski" in part(message, "html")
    assert "<b>Skargi</b> & wnioski" in part(message, "plain")
