"""The built-in DOCX template of an audit report, from which an office makes its own in Word."""

from __future__ import annotations

import functools
import io
from typing import Any

from ..errors import Unavailable
from ..i18n import lazy, t, use_locale


@functools.cache
def _word() -> Any:
    """The library that writes Word's files. Raises Unavailable: the extra is not installed."""
    try:
        import docx  # noqa: PLC0415 - the extra `pdf`; a tenth of a second at each start
        import docx.oxml.ns  # noqa: PLC0415 - slow, as above
        import docx.shared  # noqa: PLC0415 - slow, as above
    except ImportError as error:
        raise Unavailable(
            "reports.not_installed",
            lazy("This installation cannot make DOCX files."),
            way_out=lazy("Ask the administrator to install the extra “pdf”."),
        ) from error
    return docx


@functools.lru_cache(maxsize=4)
def default_template(language: str) -> bytes:
    """The template in a language, ``pl`` or ``en``.

    Raises:
        Unavailable: the extra is not installed.
    """
    with use_locale(language):
        document = _word().Document()
        _Writer(document, language).write()
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()


class _Writer:
    """Puts headings, fields and tables into an empty document."""

    def __init__(self, document: Any, language: str) -> None:
        self.document = document
        self.language = language

    def write(self) -> None:
        self._styles()
        self._head()
        self._texts()
        self._findings()
        self._course()
        self._checklist()
        self._evidence()
        self._end()

    # -- parts ------------------------------------------------------------------------------------

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", _word().shared.Pt(10.5)
        _set_language(normal, "pl-PL" if self.language == "pl" else "en-GB")
        section = self.document.sections[0]
        section.page_width, section.page_height = _word().shared.Mm(210), _word().shared.Mm(297)
        section.left_margin = section.right_margin = _word().shared.Mm(20)
        section.top_margin = section.bottom_margin = _word().shared.Mm(20)
        section.footer.paragraphs[0].text = (
            "{{ office }} · "
            + t("Audit report")
            + " {{ number }}{% if mark %} · {{ mark }}{% endif %}"
        )

    def _head(self) -> None:
        self.text("{{ office }}")
        self.document.add_heading(t("Audit report") + " {{ number }}", level=0)
        self.text("{{ title }}", bold=True)
        self.optional("mark", "{{ mark }}")
        self.pairs(
            (t("Kind of audit"), "{{ kind }}"),
            (t("Version"), "{{ version }}"),
            (
                t("Dates"),
                "{{ first_day }}{% if last_day != first_day %} – {{ last_day }}{% endif %}",
            ),
            (t("How it was held"), "{{ method }}"),
            (t("Standard"), "{{ standards|join(', ') }}"),
            (t("Audit objective"), "{{ objective }}"),
            (t("Criteria"), "{{ criteria }}"),
            (t("Units audited"), "{{ units|join(', ') }}"),
            (t("Procedures"), "{{ documents|join(', ') }}"),
            (t("Clauses of the standard"), "{{ clauses|join(', ') }}"),
        )
        self.heading(t("Audit team"))
        self.table("one in team", (t("Name"), "{{ one.name }}"), (t("Role"), "{{ one.role }}"),
                   (t("Organisational unit"), "{{ one.unit }}"))  # fmt: skip
        self.part("corrects", t("What this version corrects"))

    def _texts(self) -> None:
        self.heading(t("Summary"))
        self.table(
            "one in counts", (t("Class"), "{{ one.label }}"), (t("How many"), "{{ one.count }}")
        )
        self.table("one in answer_counts", (t("Rating"), "{{ one.label }}"),
                   (t("How many"), "{{ one.count }}"))  # fmt: skip
        self.optional("score", "{{ score }}")
        self.optional("summary", "{{ summary }}")
        self.part("conclusions", t("Audit conclusions"))
        self.part("recommendations", t("Recommendations"))

    def _findings(self) -> None:
        self.heading(t("Findings"))
        self.text("{%p if not findings %}")
        self.text(t("The audit found no nonconformities and left no observations."))
        self.text("{%p endif %}")
        self.text("{%p for one in findings %}")
        self.document.add_heading("{{ one.number }} · {{ one.label }}", level=2)
        self.text("{{ one.statement }}")
        for name, label in (("requirements|join('; ')", t("Requirement")),
                            ("evidence", t("Audit evidence")),
                            ("unit", t("Organisational unit")), ("owner", t("Responsible")),
                            ("due", t("Due date")), ("state", t("State")),
                            ("photos", t("Photos"))):  # fmt: skip
            self.optional(f"one.{name.partition('|')[0]}", f"{label}: {{{{ one.{name} }}}}")
        self.text("{%p endfor %}")
        self.text("{%p if strengths or strong_points %}")
        self.heading(t("Strengths"))
        self.optional("strong_points", "{{ strong_points }}")
        self.text("{%p for one in strengths %}")
        self.document.add_paragraph("{{ one }}", style="List Bullet")
        self.text("{%p endfor %}")
        self.text("{%p endif %}")
        self.text("{%p if followed %}")
        self.heading(t("Earlier findings that were looked at again"))
        self.table("one in followed", (t("Finding"), "{{ one.number }}"),
                   (t("Statement"), "{{ one.statement }}"), (t("State"), "{{ one.state }}"))  # fmt: skip
        self.text("{%p endif %}")

    def _course(self) -> None:
        self.heading(t("Course of the audit"))
        for name, label in (("opening", t("Opening meeting")), ("closing", t("Closing meeting"))):
            self.text(f"{{%p if {name}.when %}}")
            self.text(label, bold=True)
            self.text(f"{{{{ {name}.when }}}}, {{{{ {name}.place }}}}")
            self.text(f"{{{{ {name}.present|join(', ') }}}}")
            self.optional(f"{name}.notes", f"{{{{ {name}.notes }}}}")
            self.text("{%p endif %}")
        self.text("{%p if agenda %}")
        self.table("one in agenda", (t("Time"), "{{ one.when }}"), (t("Subject"), "{{ one.what }}"),
                   (t("Organisational unit"), "{{ one.unit }}"),
                   (t("Auditors"), "{{ one.who }}"))  # fmt: skip
        self.text("{%p endif %}")

    def _checklist(self) -> None:
        self.text("{%p if sections %}")
        self.heading(t("Checklist"))
        self.text("{%p endif %}")
        self.text("{%p for section in sections %}")
        self.document.add_heading("{{ section.title }}", level=2)
        self.table(
            "one in section.rows",
            (t("No."), "{{ one.number }}"),
            (t("Question and requirement"), "{{ one.text }} {{ one.requirement }}"),
            (t("Rating"), "{{ one.value }} {{ one.standing }}"),
            (t("Notes and audit evidence"),
             "{{ one.note }} {{ one.evidence|join('; ') }} {{ one.byline }}"),
        )  # fmt: skip
        self.text("{%p endfor %}")

    def _evidence(self) -> None:
        self.text("{%p if photos %}")
        self.heading(t("Photographs"))
        self.text("{%p endif %}")
        self.text("{%p for one in photos %}")
        self.text("{{ one.image }}")
        self.text(t("Photo") + " {{ one.number }}. {{ one.caption }}", bold=True)
        self.text("{{ one.byline }} · {{ one.hash }}")
        self.text("{%p endfor %}")
        self.text("{%p if files %}")
        self.heading(t("Other evidence"))
        self.table("one in files", (t("What it is"), "{{ one.caption }}"),
                   (t("What it belongs to"), "{{ one.about }}"), ("SHA-256", "{{ one.hash }}"),
                   (t("State"), "{{ one.state }}"))  # fmt: skip
        self.text("{%p endif %}")
        self.text("{%p if receipts %}")
        self.heading(t("Sync receipt"))
        self.table("one in receipts", (t("Device"), "{{ one.device }}"),
                   (t("Person"), "{{ one.person }}"), (t("Delivered"), "{{ one.delivered }}"),
                   (t("Verified"), "{{ one.verified }} {{ one.match }}"),
                   (t("Device clock"), "{{ one.clock }}"))  # fmt: skip
        self.text("{%p endif %}")

    def _end(self) -> None:
        self.heading(t("Signatures"))
        self.table("one in signatures", (t("Name"), "{{ one.name }}"), (t("Role"), "{{ one.role }}"),
                   (t("Signature"), "{{ one.signed }}"))  # fmt: skip
        self.part("seal", t("Seal"))
        self.heading(t("Distribution list"))
        self.text("{%p for one in distribution %}")
        self.document.add_paragraph("{{ one }}", style="List Number")
        self.text("{%p endfor %}")

    # -- pieces -----------------------------------------------------------------------------------

    def heading(self, words: str) -> None:
        self.document.add_heading(words, level=1)

    def text(self, words: str, *, bold: bool = False) -> None:
        self.document.add_paragraph().add_run(words).bold = bold

    def optional(self, name: str, words: str) -> None:
        self.text(f"{{%p if {name} %}}")
        self.text(words)
        self.text("{%p endif %}")

    def part(self, name: str, words: str) -> None:
        self.text(f"{{%p if {name} %}}")
        self.heading(words)
        self.text(f"{{{{ {name} }}}}")
        self.text("{%p endif %}")

    def pairs(self, *rows: tuple[str, str]) -> None:
        table = self.document.add_table(rows=0, cols=2, style="Table Grid")
        for label, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, value

    def table(self, loop: str, *columns: tuple[str, str]) -> None:
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        for place, (label, value) in enumerate(columns):
            table.rows[0].cells[place].text = label
            table.rows[2].cells[place].text = value
        table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
        table.rows[3].cells[0].text = "{%tr endfor %}"
        _repeat_head(table.rows[0])
        self.document.add_paragraph()


def _set_language(style: Any, tag: str) -> None:
    language = _word().oxml.OxmlElement("w:lang")
    language.set(_word().oxml.ns.qn("w:val"), tag)
    style.element.get_or_add_rPr().append(language)


def _repeat_head(row: Any) -> None:
    """The first row is the head of the table, also on the next page and for a screen reader."""
    mark = _word().oxml.OxmlElement("w:tblHeader")
    mark.set(_word().oxml.ns.qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
