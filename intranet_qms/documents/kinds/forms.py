"""What each kind of document is for, and which fields its form has beside the text.

The text of manuals, process cards and client guides is made of their fields (``composed``): it is
divided into paragraphs, searched, compared and printed as every other text. The other kinds have a
text that is written by hand, and their fields stand above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...i18n import LazyText, lazy
from ..workflow import DocumentKind
from .fields import Column, Field, FieldType


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one kind.

    ``about`` says in a sentence what the kind is for; ``composed``, that the text is made of the
    fields; ``text_required``, that a text must be there before the issue is handed over.
    """

    about: LazyText
    fields: tuple[Field, ...] = ()
    composed: bool = False
    text_required: bool = True

    def field(self, name: str) -> Field | None:
        """One field by its name."""
        return next((one for one in self.fields if one.name == name), None)


_POLICY = Form(
    lazy(
        "Mission, vision and objectives of the office, signed by its head. There is one, and "
        "everybody knows it."
    ),
    (
        Field("mission", lazy("Mission"), FieldType.TEXT, required=True),
        Field("vision", lazy("Vision"), FieldType.TEXT, required=True),
        Field(
            "objectives", lazy("Objectives"), FieldType.LINES, lazy("One in a line."),
            required=True,
        ),
    ),
    text_required=False,
)  # fmt: skip

_MANUAL = Form(
    lazy("The whole system in one book: chapters that lead to the procedures."),
    (
        Field(
            "chapters", lazy("Chapters"), FieldType.ROWS,
            columns=(
                Column("title", lazy("Title")),
                Column("clause", lazy("Clause of ISO 9001")),
                Column("text", lazy("Text"), wide=True),
            ),
            required=True, one=lazy("chapter"),
        ),
    ),
    composed=True,
)  # fmt: skip

_PROCESS_CARD = Form(
    lazy(
        "One process on one page: who answers for it, what comes in and goes out, its risks and "
        "indicators. Drawn on the process map."
    ),
    (
        Field("owner", lazy("Process owner"), hint=lazy("The post, not the name."), required=True),
        Field("purpose", lazy("Purpose"), FieldType.TEXT, required=True),
        Field(
            "inputs", lazy("Inputs"), FieldType.ROWS,
            columns=(Column("what", lazy("What")), Column("from", lazy("From whom"))),
            required=True, one=lazy("input"),
        ),
        Field(
            "steps", lazy("Steps"), FieldType.ROWS,
            columns=(Column("step", lazy("Step")), Column("who", lazy("Who"))),
            required=True, one=lazy("step"),
        ),
        Field(
            "outputs", lazy("Outputs"), FieldType.ROWS,
            columns=(Column("what", lazy("What")), Column("for", lazy("For whom"))),
            required=True, one=lazy("output"),
        ),
        Field("resources", lazy("Resources"), FieldType.LINES, lazy("One in a line.")),
        Field(
            "risks", lazy("Risks"), FieldType.ROWS,
            columns=(Column("risk", lazy("Risk")), Column("response", lazy("Response"))),
            one=lazy("risk"),
        ),
        Field(
            "indicators", lazy("Indicators"), FieldType.ROWS,
            columns=(
                Column("name", lazy("Indicator")),
                Column("unit", lazy("Unit of measure")),
                Column("target", lazy("Target")),
            ),
            required=True, one=lazy("indicator"),
        ),
        Field("procedures", lazy("Procedures of the process"), FieldType.DOCUMENTS),
        Field("remarks", lazy("Remarks"), FieldType.TEXT),
    ),
    composed=True,
)  # fmt: skip

_PROCESS_MAP = Form(
    lazy("All processes of the office on one page, drawn from the process cards and procedures."),
    text_required=False,
)

_PROCEDURE = Form(
    lazy("Who does what, in which order and by when, where several people or units take part.")
)

_INSTRUCTION = Form(
    lazy("How one activity is done at one desk or with one tool, step by step.")
)  # fmt: skip

_FORM = Form(
    lazy("A form, template or register card that people fill in; what is filled in is a record."),
    (
        Field("purpose", lazy("What it is used for"), FieldType.TEXT, required=True),
        Field("filled_by", lazy("Filled in by")),
        Field("submitted_to", lazy("Handed in at")),
        Field("kept", lazy("Where it is kept and how long")),
        Field(
            "file",
            lazy("The form itself"),
            FieldType.FILE,
            lazy("The attached file that people fill in. Attach it below, then choose it here."),
        ),
    ),
    text_required=False,
)  # fmt: skip

_EXTERNAL = Form(
    lazy("A standard, guideline or manual that somebody else issues and this office follows."),
    (
        Field("publisher", lazy("Publisher"), required=True),
        Field("number", lazy("Number or symbol")),
        Field("issued_on", lazy("Issued on"), FieldType.DAY),
        Field("valid_from", lazy("Valid from"), FieldType.DAY),
        Field("valid_until", lazy("Valid until"), FieldType.DAY),
        Field("link", lazy("Address"), FieldType.LINK),
        Field("kept", lazy("Where the copy is")),
    ),
    text_required=False,
)

_LEGAL_ACT = Form(
    lazy(
        "An act, regulation or local law that documents of this office rest on. When it changes, "
        "everything that cites it is reviewed."
    ),
    (
        Field("publisher", lazy("Issued by"), required=True),
        Field("number", lazy("Number of the act")),
        Field("issued_on", lazy("Date of the act"), FieldType.DAY, required=True),
        Field(
            "journal", lazy("Published in"),
            hint=lazy("For example Dz.U. 2024 poz. 572; name the consolidated text in force."),
            required=True,
        ),
        Field("valid_from", lazy("In force from"), FieldType.DAY),
        Field("valid_until", lazy("In force until"), FieldType.DAY),
        Field("link", lazy("Address"), FieldType.LINK),
    ),
    text_required=False,
)  # fmt: skip

_CLIENT_GUIDE = Form(
    lazy(
        "A service as its client sees it: what to bring, where to go, fee, term and appeal. "
        "Published for citizens."
    ),
    (
        Field("what", lazy("What it is about"), FieldType.TEXT, required=True),
        Field(
            "documents", lazy("Documents required"), FieldType.LINES, lazy("One in a line."),
            required=True,
        ),
        Field(
            "where", lazy("Where"), FieldType.ROWS,
            columns=(
                Column("unit", lazy("Unit")),
                Column("room", lazy("Room and address")),
                Column("phone", lazy("Telephone")),
                Column("hours", lazy("Hours")),
            ),
            required=True, one=lazy("place"),
        ),
        Field("fee", lazy("Fee"), FieldType.TEXT, required=True),
        Field("term", lazy("Term"), FieldType.TEXT, required=True),
        Field("legal_basis", lazy("Legal basis"), FieldType.LINES, lazy("One act in a line.")),
        Field("appeal", lazy("Appeal"), FieldType.TEXT),
        Field("remarks", lazy("Remarks"), FieldType.TEXT),
        Field(
            "english", lazy("The guide in English"), FieldType.TEXT,
            lazy("For readers who know no Polish: the same parts, each below a heading (## Fee)."),
        ),
    ),
    composed=True,
)  # fmt: skip

FORMS: Mapping[DocumentKind, Form] = {
    DocumentKind.POLICY: _POLICY,
    DocumentKind.MANUAL: _MANUAL,
    DocumentKind.PROCESS_MAP: _PROCESS_MAP,
    DocumentKind.PROCESS_CARD: _PROCESS_CARD,
    DocumentKind.PROCEDURE: _PROCEDURE,
    DocumentKind.INSTRUCTION: _INSTRUCTION,
    DocumentKind.FORM: _FORM,
    DocumentKind.CLIENT_GUIDE: _CLIENT_GUIDE,
    DocumentKind.LEGAL_ACT: _LEGAL_ACT,
    DocumentKind.EXTERNAL: _EXTERNAL,
}
"""In the order in which the form of a new document offers them."""


def form_of(kind: DocumentKind) -> Form:
    """The form of a kind."""
    return FORMS[kind]
