"""What the pages of people have in common."""

from __future__ import annotations

from ...http import Routes
from ...http import today as today
from ...templating import interface as interface

routes = Routes("people")
