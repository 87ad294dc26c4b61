"""The gallery, as an application and as a real server for the browser."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from intranet_qms import i18n
from tests.ui.gallery import create_gallery


@pytest.fixture(autouse=True)
def polish() -> Iterator[None]:
    """The reader is Polish unless a test says otherwise."""
    with i18n.use_locale("pl"):
        yield


@pytest.fixture
def gallery() -> Flask:
    return create_gallery()


@pytest.fixture
def gallery_url(gallery: Flask) -> Iterator[str]:
    """The address of the gallery on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, gallery, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
