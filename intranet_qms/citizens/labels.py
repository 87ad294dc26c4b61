"""The words of guides and opinions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import Clarity, OpinionState, Topic

CLARITY: Mapping[str, LazyText] = {
    Clarity.YES: lazy("Yes, it was clear"),
    Clarity.PARTLY: lazy("Partly"),
    Clarity.NO: lazy("No, it was not clear"),
}
"""As the citizen answers."""

TOLD: Mapping[str, LazyText] = {
    Clarity.YES: lazy("Was clear"),
    Clarity.PARTLY: lazy("Was partly clear"),
    Clarity.NO: lazy("Was not clear"),
}
"""As the office reads it."""

STATES: Mapping[str, LazyText] = {
    OpinionState.NEW: lazy("Not read yet"),
    OpinionState.READ: lazy("Read and noted"),
    OpinionState.USED: lazy("Used for a change"),
    OpinionState.SPAM: lazy("Spam"),
    OpinionState.FINDING: lazy("Became a finding"),
}

TOPICS: Mapping[str, LazyText] = {
    Topic.DOCUMENTS: lazy("Identity and civil status"),
    Topic.FAMILY: lazy("Family, children and school"),
    Topic.DRIVING: lazy("Vehicles and driving"),
    Topic.HOME: lazy("Home, building and land"),
    Topic.BUSINESS: lazy("Doing business"),
    Topic.TAXES: lazy("Taxes and fees"),
    Topic.SUPPORT: lazy("Support and health"),
    Topic.ENVIRONMENT: lazy("Environment and animals"),
    Topic.CITY: lazy("City affairs and information"),
}
"""The affairs of life in which guides help, in the order in which the list offers them."""
