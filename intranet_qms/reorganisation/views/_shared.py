"""What the pages of a reorganisation have in common."""

from __future__ import annotations

from ...http import Routes

routes = Routes("reorganisation")
