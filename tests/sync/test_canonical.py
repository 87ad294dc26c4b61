"""The quick way to a canonical text is the same as the thorough one (RFC 8785)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet_qms.sync import canonical

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_both_ways_write_the_same(value: Any) -> None:
    quick = canonical.canonical(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_is_plain", lambda _value: False)
        assert canonical.canonical(value) == quick


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), {"a": [float("nan")]}]
)
def test_what_is_no_number_has_no_text(value: Any) -> None:
    with pytest.raises(ValueError, match="no such number"):
        canonical.canonical(value)


def test_keys_are_in_the_order_of_utf_16() -> None:
    """A character beyond the basic plane comes before one at its end, unlike by code points."""
    assert canonical.canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'
