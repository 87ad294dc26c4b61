"""Write rules and ranges as expressions of XLSForm: the way back of ``rules_from``.

What comes out means in XPath what the rule means here (see ``rules.py`` for an unanswered
question), and ``rules_from`` reads it back to a rule of the same meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .rules import COMBINING
from .workflow import AnswerType

_SIGNS: Final = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def expression_of(rule: Mapping[str, Any], types: Mapping[str, str]) -> str:
    """Return the expression that means `rule`.

    Args:
        types: the answer type of each question that the rule may speak of.
    """
    word = next((one for one in COMBINING if one in rule), None)
    if word == "not":
        return f"not({expression_of(rule['not'], types)})"
    if word is not None:
        parts = [_grouped(part, types) for part in rule[word]]
        if not parts:
            return "true()" if word == "all" else "not(true())"
        return (" and " if word == "all" else " or ").join(parts)
    return _comparison(rule, types)


def _grouped(rule: Mapping[str, Any], types: Mapping[str, str]) -> str:
    """A part of a combination: a combination itself, and what is written as one, in parentheses."""
    text = expression_of(rule, types)
    joined = "all" in rule or "any" in rule or rule.get("op") in ("ne", "in")
    return f"({text})" if joined else text


def _comparison(rule: Mapping[str, Any], types: Mapping[str, str]) -> str:
    name, operator = f"${{{rule['question']}}}", rule["op"]
    kind = types.get(rule["question"], "")
    match operator:
        case "answered":
            return f"{name} != ''"
        case "not_answered":
            return f"{name} = ''"
        case "selected":
            return f"selected({name}, {_literal(rule['value'], kind)})"
        case "ne":
            # Said of an answer; an unanswered question differs from nothing.
            return f"{name} != '' and not({name} = {_literal(rule['value'], kind)})"
        case "in":
            each = [f"{name} = {_literal(value, kind)}" for value in rule["value"]]
            return " or ".join(each) or "not(true())"
        case _:
            return f"{name} {_SIGNS[operator]} {_literal(rule['value'], kind)}"


def constraint_of(question: Mapping[str, Any]) -> str:
    """Return the constraint that means the question's range and length; empty for none."""
    parts = []
    for word, sign in (("min", ">="), ("max", "<=")):
        if word in question:
            parts.append(f". {sign} {_literal(question[word], question['type'])}")
    if "max_length" in question:
        parts.append(f"string-length(.) <= {question['max_length']}")
    return " and ".join(parts)


def _literal(value: object, kind: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = float(value).is_integer()
        return str(int(value)) if whole else f"{value:.12f}".rstrip("0")
    text = str(value)
    if kind == AnswerType.DATE:
        return f"date('{text}')"
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    # XPath 1.0 has no way to write one quotation mark inside of another but this.
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"
