"""What the pages of guides and of opinions have in common."""

from __future__ import annotations

from ...http import Routes

routes = Routes("citizens")
