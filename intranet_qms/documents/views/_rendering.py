"""The text of an issue as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence

from ...http import db_session
from ...i18n import localized, t
from .. import markup, queries
from ..models import Attachment, Document, Revision
from ..queries.links import link_targets
from ._shared import interface


def document_links(document: Document, body: str) -> dict[str, str | markup.DocumentLink]:
    """The documents that a text names, by the codes it has for them."""
    return {
        code: markup.DocumentLink(
            interface().url("documents_show", code=target.code),
            localized(target.title, target.title_en),
            t("withdrawn") if target.withdrawn else "",
        )
        for code, target in link_targets(db_session(), markup.codes_in(body)).items()
        if target.code != document.code
    } | {document.code: ""}


def picture_address(document: Document, revision: Revision, picture: Attachment) -> str:
    """Where a picture of the text is shown from."""
    return interface().url(
        "documents_attached_picture",
        code=document.code, number=revision.number, attachment=picture.uuid, size="text",
    )  # fmt: skip


def text_pictures(document: Document, revision: Revision) -> dict[str, markup.Picture]:
    """The pictures that the text may show, by name."""
    return {
        one.name: markup.Picture(
            picture_address(document, revision, one), one.file.width, one.file.height
        )
        for one in queries.pictures(db_session(), revision.id)
    }


def render_text(
    document: Document,
    revision: Revision,
    body: str,
    keys: Sequence[str] = (),
    *,
    lines: bool = False,
) -> markup.Rendered:
    """Any text as if it were that of the issue: its preview, or a part of it."""
    return markup.render(
        body,
        keys,
        document_links(document, body),
        text_pictures(document, revision) if "![" in body else {},
        lines=lines,
    )


def rendered(document: Document, revision: Revision) -> markup.Rendered:
    """The text of an issue with anchors, pictures and links to the documents that it names."""
    return render_text(document, revision, revision.body, [one.key for one in revision.paragraphs])
