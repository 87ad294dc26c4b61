"""What the pages of standards share."""

from __future__ import annotations

from ...http import Routes

routes = Routes("standards")
