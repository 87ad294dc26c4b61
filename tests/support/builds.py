"""An office whose phone application is exchanged for a newer build while phones use it."""

from __future__ import annotations

import http.client
import mimetypes
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

APPLICATION = "/qms/audit/"
_OWN = {"connection", "transfer-encoding", "server", "date"}
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


class ExchangedBuilds:
    """Hands out the application from `folder`, and passes everything else to a real server.

    Args:
        port: of the real server.
        folder: a built application; may be set to another one at any moment.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self.folder = folder
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _do(self) -> None:
                path = self.path.partition("?")[0]
                name = path.removeprefix(APPLICATION) or "index.html"
                file = outer.folder / name
                if self.command == "GET" and path.startswith(APPLICATION) and file.is_file():
                    self._send(
                        200,
                        [("Content-Type", mimetypes.guess_type(name)[0] or "text/html"),
                         ("Cache-Control", "no-cache")],
                        file.read_bytes(),
                    )  # fmt: skip
                    return
                length = int(self.headers.get("Content-Length") or 0)
                passed = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                headers = {key: value for key, value in self.headers.items() if key != "Connection"}
                passed.request(self.command, self.path, self.rfile.read(length), headers)
                answered = passed.getresponse()
                body = answered.read()
                kept = [(k, v) for k, v in answered.getheaders()
                        if k.lower() not in _OWN | {"content-length"}]  # fmt: skip
                self._send(answered.status, kept, body)
                passed.close()

            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def do_PUT(self) -> None:
                self._do()

            def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(status)
                for key, value in headers:
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._site.daemon_threads = True
        threading.Thread(target=self._site.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._site.server_port}"

    def stop(self) -> None:
        """Accepts no more."""
        self._site.shutdown()
        self._site.server_close()


def newer_build(built: Path, target: Path) -> Path:
    """A copy of a built application as the next version: other content, other names of files.

    Args:
        built: folder of the present one.
        target: folder to make.
    """
    shutil.copytree(built, target)
    # A name holds the hash of its content, and what names it has another content and name too.
    renamed = {
        one.name: one.name.replace("-", "-NEWER") for one in (target / "assets").glob("*-*.js")
    }
    for file in (target / "index.html", target / "sw.js", *(target / "assets").glob("*.js")):
        text = file.read_text("utf-8")
        for old, new in renamed.items():
            text = text.replace(old, new)
        file.with_name(renamed.get(file.name, file.name)).write_text(text, "utf-8")
        if file.name in renamed:
            file.unlink()
    index = target / "index.html"
    index.write_text(
        index.read_text("utf-8").replace("<head>", '<head><meta name="build" content="newer">'),
        "utf-8",
    )
    return target
