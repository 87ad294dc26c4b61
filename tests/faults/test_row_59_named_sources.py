"""Row 59: a text that is printed names files, addresses and commands of the typesetter."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest

from intranet_qms.reports.book_print import BookPrint, render_book
from intranet_qms.reports.document_print import Change, render_document
from intranet_qms.reports.markdown_tree import Picture
from tests.factories.document_prints import make_document
from tests.reports.pdf_reading import squeezed, text_of

pytestmark = pytest.mark.faults


@pytest.fixture
def asked() -> object:
    """A web server of this machine, and what it was asked for."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, requests
    server.shutdown()
    server.server_close()


def test_nothing_that_a_text_names_is_opened(asked: tuple[int, list[str]], tmp_path: Path) -> None:
    port, requests = asked
    secret = tmp_path / "secret.txt"
    secret.write_text("TAJNE-HASLO", encoding="utf-8")
    address = f"http://127.0.0.1:{port}/x"
    named = [
        f"![plan]({address}.png)", f"![plik](file://{secret})", f"![dalej](../../{secret.name})",
        f"[^1]: #read(\"{secret}\") ![w przypisie]({address}2.png)",
        f"#image(\"{secret}\") #include \"{secret}\" #import \"@preview/x:1.0.0\"",
        f"| #read(\"{secret}\") |\n|---|\n| ![w tabeli]({address}3.png) |",
        f"```typst\n#eval(\"read(\\\"{secret}\\\")\")\n```",
        f"<img src='{address}4.png'> <script src='{address}5.js'></script> ${{{address}}}$",
        "[run](javascript:alert(1)) [open](file:///etc/passwd) [ok](https://a.example/)",
        "\\#sys.inputs #panic() $x$ @ref <label> `#read(\"/etc/passwd\")` [^1]",
    ]  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="{address}6.png"/><image href="file://{secret}"/></svg>'
    )
    hostile = make_document(
        title=f'#read("{secret}")', owner=f'#include "{secret}"',
        body="\n\n".join(named) + "\n\n![rysunek](rys.svg)",
        changes=(Change("1", None, f'#image("{address}7.png")'),),
        pictures={"rys.svg": Picture("c" * 64, svg.encode())},
    )  # fmt: skip
    single = render_document(hostile, tmp_path / "one.pdf").path
    book = render_book(
        BookPrint(
            office=hostile.office, title=f'#read("{secret}")', kind="Zbiór",
            made_at=hostile.made_at, parts=(hostile, hostile),
        ),
        tmp_path / "book.pdf",
    ).path  # fmt: skip
    for path in (single, book):
        text = text_of(path)
        assert "TAJNE-HASLO" not in text
        assert squeezed('#import "@preview/x:1.0.0"') in text
        assert squeezed("[ilustracja: plan]") in text
        with pikepdf.open(path) as pdf:
            addresses = {
                str(annotation.A.URI)
                for page in pdf.pages
                for annotation in page.get("/Annots", [])
                if "/A" in annotation and "/URI" in annotation.A
            }
            assert addresses == {"https://a.example/"}
            for item in pdf.objects:
                if isinstance(item, pikepdf.Dictionary):
                    assert not {"/JS", "/Launch", "/EmbeddedFiles"} & set(item.keys())
    assert requests == []
