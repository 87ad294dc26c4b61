"""Files of an issue: sent, looked at, fetched, taken off; and texts brought in from Word."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from urllib.parse import quote

from flask import Response, flash, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Invalid, NotFound, QMSError, not_found
from ...files import services as files
from ...http import clock, db_session, guarded, json_response, module, page, signed_in, wants_json
from ...i18n import lazy, t
from .. import file_reading, labels, left_out, markup, queries, services
from ..content import MAX_BODY, check_extent
from ..file_kinds import ENDINGS, PDF, FileRefused, kind_of
from ..models import Attachment, Document, Revision
from ..workflow import AttachmentRole
from ._rendering import picture_address
from ._shared import back_to, frame, interface, readable_document, readable_revision, routes

SIDES = {"small": 320, "large": 1600}
"""Longest side of a rendition in pixels."""
PAGE_SIDE = 1400
MOST_PAGES = 50
"""Pages of a PDF that are shown in the page; the rest is in the file."""
SHOWN_CHARACTERS = 60_000


def issue_to_write(code: str, number: int) -> tuple[Document, Revision]:
    """The draft of an address.

    Raises:
        Forbidden: ``documents.edit``.
    """
    document = readable_document(code)
    revision = readable_revision(document, number)
    require(signed_in(), "documents.edit", revision)
    return document, revision


def sent_bytes(sent: FileStorage) -> bytes:
    """The bytes of a file that was sent.

    Raises:
        TooLarge: more than the office takes. They are on the disk so far, not in memory.
    """
    limit = module().config.attachment_bytes
    sent.stream.seek(0, 2)
    if sent.stream.tell() > limit:
        raise services.file_too_large(limit)
    sent.stream.seek(0)
    return sent.stream.read()


def _sent_files(name: str) -> Sequence[FileStorage]:
    found = [one for one in request.files.getlist(name) if one.filename]
    if not found:
        problem = t("Choose a file.")
        raise Invalid("documents.no_file", problem, fields={name: [problem]})
    return found


@routes.post("/documents/<path:code>/issues/<int:number>/attachments")
@guarded("documents.read")
def attach(code: str, number: int) -> BaseResponse:
    """Attach files; one that is refused keeps none of the others away."""
    document, revision = issue_to_write(code, number)
    problems: list[str] = []
    for sent in _sent_files("files"):
        try:
            services.attach(
                db_session(), signed_in(), clock(), module().files, revision,
                name=sent.filename or "", data=sent_bytes(sent),
            )  # fmt: skip
        except QMSError as error:
            if wants_json():
                raise
            problems.append(f"{sent.filename or ''}: {error.message} {error.way_out or ''}")
    if wants_json():
        return json_response({"html": _list_html(document, revision)})
    for problem in problems:
        flash(problem[:500], "bad")
    return back_to("documents_edit", "" if problems else t("Attached."), code=code, number=number)


@routes.post("/documents/<path:code>/issues/<int:number>/attachments/<uuid:attachment>/remove")
@guarded("documents.read")
def take_off(code: str, number: int, attachment: uuid.UUID) -> BaseResponse:
    """Take a file off a draft."""
    document, revision = issue_to_write(code, number)
    found = queries.attachment_by_uuid(db_session(), revision, attachment)
    services.take_off(db_session(), signed_in(), clock(), revision, found)
    if wants_json():
        return json_response({"html": _list_html(document, revision)})
    return back_to("documents_edit", t("Taken off."), code=code, number=number)


def _list_html(document: Document, revision: Revision) -> str:
    return render_template(
        "qms/documents/_attached_list.html",
        document=document, revision=revision, editing=True,
        attached=queries.attached_files(db_session(), revision.id),
    )  # fmt: skip


@routes.post("/documents/<path:code>/issues/<int:number>/pictures")
@guarded("documents.read")
def add_picture(code: str, number: int) -> BaseResponse:
    """Take a picture for the text; answers with what the editor writes into it."""
    document, revision = issue_to_write(code, number)
    sent = _sent_files("picture")[0]
    found = services.attach(
        db_session(), signed_in(), clock(), module().files, revision,
        name=sent.filename or "", data=sent_bytes(sent), role=AttachmentRole.PICTURE,
    )  # fmt: skip
    answer = {"name": found.name, "address": picture_address(document, revision, found)}
    if wants_json():
        return json_response(answer)
    message = t("The picture is kept. Write ![description](%(name)s) in the text.", name=found.name)
    return back_to("documents_edit", message, code=code, number=number)


@routes.post("/documents/<path:code>/issues/<int:number>/import")
@guarded("documents.read")
def import_text(code: str, number: int) -> BaseResponse:
    """Read a .docx for the text; the editor puts it where the writer wants it.

    Without a script the text comes behind the one that is saved.
    """
    _, revision = issue_to_write(code, number)
    sent = _sent_files("word_file")[0]
    read = read_word_file(sent)
    markdown = keep_pictures(revision, read)
    told = left_out.sentences(read.left_out)
    if wants_json():
        return json_response({"markdown": markdown, "left_out": told})
    services.append_text(db_session(), signed_in(), clock(), revision, markdown)
    for sentence in told:
        flash(sentence, "attention")
    return back_to("documents_edit", t("The text is brought in."), code=code, number=number)


def read_word_file(sent: FileStorage) -> file_reading.ReadDocx:
    """A .docx that was sent, read in a process of its own.

    Raises:
        UnsupportedMedia, TooLarge: no .docx, whatever its name says, or one that cannot be read.
    """
    data = sent_bytes(sent)
    try:
        if kind_of(data, sent.filename or "").ending != "docx":
            raise FileRefused("kind")
        read = file_reading.read_docx(data)
    except FileRefused as error:
        if error.code == "kind":
            raise services.not_a_word_file() from error
        raise services.file_refused(error) from error
    except file_reading.FileNotRead as error:
        raise services.file_refused(error) from error
    if len(read.markdown) > MAX_BODY:
        raise services.too_long_a_text(len(read.markdown), MAX_BODY)
    check_extent(read.markdown)
    return read


def keep_pictures(revision: Revision, read: file_reading.ReadDocx) -> str:
    """Keep the pictures of a text that was read; the text with their names as kept."""
    markdown = read.markdown
    names: dict[str, str] = {}
    for name, data in read.pictures.items():
        try:
            found = services.attach(
                db_session(), signed_in(), clock(), module().files, revision,
                name=name, data=data, role=AttachmentRole.PICTURE,
            )  # fmt: skip
            names[name] = found.name
        except QMSError:
            read.left_out["picture"] = read.left_out.get("picture", 0) + 1
            names[name] = ""

    def kept(match: re.Match[str]) -> str:
        return f"![{match[1]}]({names[match[2]]})" if names.get(match[2]) else ""

    return re.sub(r"!\[((?:[^\]\\]|\\.)*)\]\((obraz-\d+\.\w+)\)", kept, markdown)


def begin_with(document: Document, read: file_reading.ReadDocx) -> None:
    """Put a text that was read into the first draft of a new document, and tell what it lost."""
    revision = readable_revision(document, 1)
    services.append_text(
        db_session(), signed_in(), clock(), revision, keep_pictures(revision, read)
    )
    for sentence in left_out.sentences(read.left_out):
        flash(sentence, "attention")


# -- looking at files ----------------------------------------------------------------------------


def _attachment(
    code: str, number: int, attachment: uuid.UUID
) -> tuple[Document, Revision, Attachment]:
    document = readable_document(code)
    revision = readable_revision(document, number)
    return document, revision, queries.attachment_by_uuid(db_session(), revision, attachment)


@routes.get("/documents/<path:code>/issues/<int:number>/attachments/<uuid:attachment>")
@guarded("documents.read")
def show_attached(code: str, number: int, attachment: uuid.UUID) -> Response:
    """A file with its facts and a preview; nothing of it runs."""
    document, revision, found = _attachment(code, number, attachment)
    words = queries.words_of_file(db_session(), found.sha256)
    text = words.text if words else ""
    is_word = ENDINGS.get(found.media_type) == "docx"
    return page(
        "qms/documents/attachment.html",
        **frame(document, "issues"),
        revision=revision,
        attachment=found,
        file_words=words,
        ending=ENDINGS.get(found.media_type, ""),
        kind=labels.FILE_KINDS.get(ENDINGS.get(found.media_type, ""), ""),
        pages=min(words.pages or 0, MOST_PAGES) if words and found.media_type == PDF else 0,
        rendered=markup.render(text[:SHOWN_CHARACTERS]).html if is_word and text else "",
        text=text[:SHOWN_CHARACTERS],
        is_cut=len(text) > SHOWN_CHARACTERS,
    )


@routes.get("/documents/<path:code>/issues/<int:number>/attachments/<uuid:attachment>/file")
@guarded("documents.read")
def attached_file(code: str, number: int, attachment: uuid.UUID) -> Response:
    """The bytes as they were sent, only ever as a download, under the name they were sent by."""
    _, _, found = _attachment(code, number, attachment)
    try:
        data = files.stream(module().files, found.file)
    except FileNotFoundError as error:
        raise _lost() from error
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Type"] = found.media_type
    response.content_length = found.size
    plain = re.sub(r"[^\w. -]", "_", found.name, flags=re.ASCII)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    )
    return _private(response, found.sha256)


def _lost() -> NotFound:
    return NotFound(
        "documents.file_lost",
        lazy("The bytes of this file are not in the store."),
        way_out=lazy("Tell the administrator; a backup holds them."),
    )


@routes.get(
    "/documents/<path:code>/issues/<int:number>/attachments/<uuid:attachment>"
    "/<any(small, large, text):size>.jpg"
)
@guarded("documents.read")
def attached_picture(code: str, number: int, attachment: uuid.UUID, size: str) -> Response:
    """A picture of the text as it is kept, or a rendition of an attached one."""
    _, _, found = _attachment(code, number, attachment)
    if not found.media_type.startswith("image/"):
        raise not_found("documents.no_picture")
    try:
        if found.role is AttachmentRole.PICTURE:
            # Encoded anew when it came: nothing is in it but pixels.
            response = Response(files.read(module().files, found.file), mimetype=found.media_type)
        else:
            side = SIDES.get(size, SIDES["large"])
            data = files.picture(module().files, found.file, longest_side=side)
            response = Response(data, mimetype="image/jpeg")
    except FileNotFoundError as error:
        raise _lost() from error
    return _private(response, found.sha256 + size)


@routes.get(
    "/documents/<path:code>/issues/<int:number>/attachments/<uuid:attachment>"
    "/pages/<int:number_of_page>.jpg"
)
@guarded("documents.read")
def attached_page(code: str, number: int, attachment: uuid.UUID, number_of_page: int) -> Response:
    """A page of a PDF as a picture: the file itself is never opened by the reader's browser."""
    _, _, found = _attachment(code, number, attachment)
    if found.media_type != PDF or not 1 <= number_of_page <= MOST_PAGES:
        raise not_found("documents.no_page")
    key = f"renditions/{found.sha256[:2]}/{found.sha256}-page-{number_of_page}-{PAGE_SIDE}.jpg"
    store = module().files
    try:
        data = store.get(key)
    except FileNotFoundError:
        try:
            original = files.read(store, found.file)
            data = file_reading.draw_page(original, number_of_page, longest_side=PAGE_SIDE)
        except FileNotFoundError as error:
            raise _lost() from error
        except file_reading.FileNotRead as error:
            raise not_found("documents.no_page") from error
        store.put(key, data)
    return _private(Response(data, mimetype="image/jpeg"), f"{found.sha256}{number_of_page}")


def _private(response: Response, tag: str) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def attachments_of(revision: Revision) -> list[queries.AttachedFile]:
    """The files of an issue for its page; the interface asks by this name."""
    return queries.attached_files(db_session(), revision.id)


__all__ = ["attachments_of", "interface", "issue_to_write", "keep_pictures", "read_word_file"]
