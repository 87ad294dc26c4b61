"""Where the looks live."""

from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parent.parent / "intranet_qms"
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"
