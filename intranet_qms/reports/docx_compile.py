"""Fills a DOCX template in a process of its own, which may print fields and do nothing else.

Run as ``python -I docx_compile.py <folder>`` with ``job.json``, ``data.json``, ``template.docx``
and ``photos/`` in the folder; leaves ``result.docx``, or says on its last line what is wrong with
the template. The process has limits on time, memory and the size of what it writes, so that a
template that loops for ever or grows without end is stopped and harms nobody.

A template is a program of somebody else. Its language is cut down to printing values: no calls, no
attributes of objects, no arithmetic that could grow, a few filters. Values are texts, lists and
mappings, and pictures, of which a template can reach nothing but the drawing.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

import jinja2
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

FILTERS = ("capitalize", "count", "d", "default", "e", "escape", "first", "join", "last", "length",
           "lower", "title", "trim", "upper")  # fmt: skip
LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex", "revindex0"})
PICTURE_MM = 75

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FOREIGN = frozenset({"afchunk", "attachedtemplate", "control", "oleobject", "package", "subdocument",
                     "vbaproject"})  # fmt: skip
"""Kinds of parts that are programs or documents of others."""
FETCHES_FIRST = re.compile(
    r"\s*(?:INCLUDE(?:TEXT|PICTURE)?|DDE(?:AUTO)?|IMPORT|RD|LINK|DATABASE)\b", re.IGNORECASE
)
FETCHES = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO)\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)


class FetchesError(Exception):
    """The made document would fetch something from another place when it is opened."""


class PlainEnvironment(SandboxedEnvironment):
    """Jinja that prints values and walks through lists, and refuses everything else."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["+", "-"])

    def __init__(self, *, strict: bool) -> None:
        super().__init__(undefined=jinja2.StrictUndefined if strict else jinja2.ChainableUndefined)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.globals.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        # Turned off, a text could put Word's own code into the document.
        if parsed.find(nodes.EvalContextModifier) is not None:
            raise SecurityError("autoescape")
        return parsed

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._value(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._value(obj, argument)

    def _value(self, obj: Any, name: Any) -> Any:
        if isinstance(obj, dict):
            return obj[name] if name in obj else self.undefined(obj=obj, name=name)
        if isinstance(obj, list) and isinstance(name, int):
            return (
                obj[name]
                if -len(obj) <= name < len(obj)
                else self.undefined(obj=obj, name=str(name))
            )
        if isinstance(obj, LoopContext) and name in LOOP:
            return getattr(obj, name)
        if isinstance(obj, jinja2.Undefined):
            return self.undefined(obj=obj, name=str(name))
        raise SecurityError(f"{name}")

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(operator)

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:
        raise SecurityError(operator)


def pictures_in_place(document: DocxTemplate, values: dict[str, Any], folder: Path) -> None:
    """Put pictures where the values name them by their hash."""
    for photo in values.get("photos", []):
        path = folder / "photos" / str(photo.get("image"))
        if photo.get("image") and path.is_file():
            photo["image"] = InlineImage(document, str(path), width=Mm(PICTURE_MM))
        else:
            photo["image"] = ""


def describe_pictures(document: DocxTemplate, descriptions: list[str]) -> None:
    """Say what each picture shows, for readers who cannot see it (WCAG 1.1.1)."""
    drawn = document.docx.element.body.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    undescribed = [one for one in drawn if not one.get("descr")]
    for one, text in zip(undescribed, descriptions, strict=False):
        one.set("descr", text)


def instructions(root: Any) -> list[str]:
    """What the Word fields of a part say; a field may be written in several pieces and others."""
    said = [str(one.get(WORD + "instr", "")) for one in root.iter(WORD + "fldSimple")]
    open_fields: list[str] = []
    for one in root.iter(WORD + "fldChar", WORD + "instrText", WORD + "delInstrText"):
        if one.tag == WORD + "fldChar":
            kind = one.get(WORD + "fldCharType")
            if kind == "begin":
                open_fields.append("")
            elif kind == "end" and open_fields:
                said.append(open_fields.pop())
                if open_fields:
                    open_fields[-1] += said[-1]
        elif open_fields:
            open_fields[-1] += one.text or ""
        else:
            said.append(one.text or "")
    return said + open_fields


def refuse_fetching(made: Path) -> None:
    """Look at what came out, not at what went in: a template may put together piece by piece what
    nobody finds in it.

    Raises:
        FetchesError: naming the part.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            if not name.lower().endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name), parser)
            if root.getroottree().docinfo.doctype or any(root.iter(WORD + "mailMerge")):
                raise FetchesError(name)
            for relation in root.iter(RELATIONSHIP):
                kind = str(relation.get("Type", "")).rpartition("/")[2].lower()
                outside = str(relation.get("TargetMode", "")).strip().lower() == "external"
                if kind in FOREIGN or (outside and kind != "hyperlink"):
                    raise FetchesError(name)
            if any(FETCHES_FIRST.match(one) or FETCHES.search(one) for one in instructions(root)):
                raise FetchesError(name)
            for one in root.iter("{urn:schemas-microsoft-com:vml}*"):
                for attribute, value in one.attrib.items():
                    if etree.QName(attribute).localname in ("src", "href") and (
                        etree.QName(one).localname in ("imagedata", "fill", "stroke")
                        and ELSEWHERE.match(str(value))
                    ):
                        raise FetchesError(name)


def fill(folder: Path, job: dict[str, Any]) -> None:
    """Make ``result.docx``."""
    values = json.loads((folder / "data.json").read_text("utf-8"))
    document = DocxTemplate(str(folder / "template.docx"))
    environment = PlainEnvironment(strict=bool(job.get("strict")))
    described = [str(one.get("description", "")) for one in values.get("photos", [])
                 if one.get("image")]  # fmt: skip
    pictures_in_place(document, values, folder)
    document.render(values, environment, autoescape=True)
    describe_pictures(document, described)
    core = document.docx.core_properties
    core.title, core.language = job["title"], job["language"]
    core.author = core.last_modified_by = job["office"]
    made = folder / "result.docx"
    document.save(str(made))
    refuse_fetching(made)


def wrong(code: str, **more: Any) -> dict[str, Any]:
    """What is said on the last line."""
    return {"error": code, **more}


def main(folder: Path) -> int:
    """Fill the template of a folder; the exit status says whether there is a result."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    seconds, memory = int(job["seconds"]), int(job["memory_bytes"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        fill(folder, job)
        said: dict[str, Any] = {"done": True}
    except jinja2.TemplateSyntaxError as error:
        said = wrong("syntax", detail=error.message or "", near=str(error.name or ""))
    except FetchesError as error:
        said = wrong("fetches", detail=str(error))
    except SecurityError as error:
        said = wrong("refused", detail=str(error))
    except jinja2.UndefinedError as error:
        said = wrong("unknown_field", detail=error.message or "")
    except (MemoryError, RecursionError):
        said = wrong("too_large")
    except OSError as error:
        said = wrong("too_large" if error.errno == 27 else "unreadable", detail=str(error)[:200])
    except (jinja2.TemplateError, TypeError, ValueError, KeyError) as error:
        said = wrong("syntax", detail=str(error)[:300])
    except (PackageNotFoundError, Exception) as error:
        said = wrong("unreadable", detail=f"{type(error).__name__}: {error}"[:300])
    sys.stdout.write(json.dumps(said) + "\n")
    return 0 if "done" in said else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
