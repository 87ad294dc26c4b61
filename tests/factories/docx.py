"""Files of Word and LibreOffice, written part by part as those programs write them."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
# The identifiers of styles are Polish in a Polish Word; the names never are.
STYLES = f"""<?xml version="1.0"?><w:styles {_NAMES}>
<w:style w:type="paragraph" w:styleId="Nagwek1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Nagwek2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="9"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Wasny"><w:name w:val="Nasz tytuł działu"/><w:basedOn w:val="Nagwek2"/></w:style>
<w:style w:type="paragraph" w:styleId="Spistreci1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Akapitzlist"><w:name w:val="List Paragraph"/></w:style>
</w:styles>"""
NUMBERING = f"""<?xml version="1.0"?><w:numbering {_NAMES}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="9"><w:abstractNumId w:val="2"/></w:num></w:numbering>"""


def run(text: str, properties: str = "") -> str:
    """Some words; ``properties`` are elements of ``w:rPr``."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; a text without marks is made a run."""
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, *, number: int = 1, level: int = 0) -> str:
    """An item of a list: number 1 and 3 count (3 begins anew), 2 has bullets."""
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, style="Akapitzlist", properties=numbering)


def cell(*blocks: str, span: int = 1, merge: str = "") -> str:
    """A cell; ``merge`` is ``restart`` or ``continue``."""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inner = "".join(one if one.startswith("<") else paragraph(one) for one in blocks)
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{inner}</w:tc>'


def table(*rows: list[str]) -> str:
    """A table of rows of cells."""
    drawn = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{drawn}</w:tbl>"


def picture(description: str, relation: str = "rId5") -> str:
    """A run with an embedded picture."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Obraz 1" descr="{description}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{relation}"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(*blocks: str) -> str:
    """A run with a text box in both forms that Word writes: the new one and the old one."""
    inner = "".join(one if one.startswith("<") else paragraph(one) for one in blocks)
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def png(width: int = 4, height: int = 4) -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, "PNG")
    return stream.getvalue()


def docx(*blocks: str, notes: dict[int, str] | None = None, **parts: bytes | str) -> bytes:
    """A whole file.

    Args:
        blocks: paragraphs and tables; a text without marks is made a paragraph.
        notes: footnotes by their numbers.
        parts: further parts, or others in place of the usual ones, by path with ``__`` for ``/``
            and ``_`` for a dot before the ending.
    """
    body = "".join(one if one.startswith("<") else paragraph(one) for one in blocks)
    footnotes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in (notes or {}).items()
    )
    targets = (
        '<Relationship Id="rId5" Type="image" Target="media/image1.png"/>'
        '<Relationship Id="rId6" Type="image" Target="media/image2.emf"/>'
        '<Relationship Id="rId7" Type="hyperlink" TargetMode="External" Target="https://bip.example/a(b)"/>'
    )
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<?xml version="1.0"?><w:document {_NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": f'<?xml version="1.0"?><w:footnotes {_NAMES}>{footnotes}</w:footnotes>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>',
        "word/media/image1.png": png(),
        "word/media/image2.emf": b"\x01\x00\x00\x00",
    }
    for name, content in parts.items():
        made[name.replace("__", "/").replace("_", ".")] = content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return stream.getvalue()
