"""What the codes of imports, contents, rules and answers mean, in sentences for the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from ..i18n import LazyText, lazy, t

SENTENCES: Final[Mapping[str, LazyText]] = {
    "file_empty": lazy("The file is empty."),
    "file_too_large": lazy("The file is larger than %(limit)s MB."),
    "not_xlsx": lazy("This is not an Excel workbook (.xlsx), whatever its name says."),
    "old_excel": lazy(
        "This workbook is protected by a password or in the format of Excel before 2007. Save it as .xlsx without a password."
    ),
    "macros": lazy("The workbook contains macros. Save it as .xlsx without macros."),
    "damaged": lazy("The file is damaged and cannot be read. Open it in Excel and save it again."),
    "entities": lazy("The file contains entity declarations, which no Excel workbook needs."),
    "encoding": lazy("The file is not written in UTF-8. Open it in Excel and save it again."),
    "suspicious_archive": lazy("The file is packed in a way that no spreadsheet program uses."),
    "unpacks_too_large": lazy("The file unpacks to more than %(limit)s MB."),
    "too_many_rows": lazy("The sheet has more than %(limit)s rows."),
    "too_many_columns": lazy("The sheet has more than %(limit)s columns."),
    "cell_too_long": lazy("The cell holds more than %(limit)s characters."),
    "survey_missing": lazy("There is no sheet “survey”, or it is empty."),
    "column_missing": lazy("The column “%(word)s” is missing."),
    "duplicate_column": lazy("The column repeats column %(other)s."),
    "formula": lazy("The cell holds a formula. Replace it by its value."),
    "excel_error": lazy("The cell shows an error of Excel: %(text)s."),
    "type_missing": lazy("The type is missing."),
    "unknown_type": lazy("“%(value)s” is no type of question."),
    "name_missing": lazy("The name is missing."),
    "bad_name": lazy(
        "“%(name)s” is no good name: use letters without accents, digits, “_”, “-” and “.”, and begin with a letter."
    ),
    "duplicate_name": lazy("The name “%(name)s” is already used in row %(first)s."),
    "label_missing": lazy("The text of the question is missing."),
    "list_missing": lazy("The name of the list of choices is missing after the type."),
    "unknown_list": lazy("The sheet “choices” has no list “%(list)s”."),
    "end_group_without_begin": lazy("A group ends here that did not begin."),
    "end_repeat_without_begin": lazy("A repeat ends here that did not begin."),
    "end_does_not_match": lazy("This does not end “%(name)s”, which began in row %(first)s."),
    "group_not_closed": lazy("The group “%(name)s” does not end."),
    "repeat_not_closed": lazy("The repeat “%(name)s” does not end."),
    "bad_parameters": lazy("“%(value)s” does not give start, end and step as numbers."),
    "unknown_evidence": lazy(
        "“%(value)s” does not say when evidence is required: use never, optional, required or required_on_nonconformity."
    ),
    "list_name_missing": lazy("The name of the list is missing."),
    "choice_name_missing": lazy("The name of the choice is missing."),
    "bad_choice_name": lazy(
        "“%(value)s” is no good name of a choice: no spaces, at most %(limit)s characters."
    ),
    "duplicate_choice": lazy("The choice “%(value)s” stands in this list more than once."),
    "choice_label_missing": lazy("The text of the choice “%(value)s” is missing."),
    "unknown_reference": lazy("There is no question “%(name)s”."),
    "unknown_choice": lazy(
        "The question “%(name)s” does not offer “%(value)s”, so this is never true."
    ),
    "expression_text_not_closed": lazy("A quotation mark is not closed: %(detail)s"),
    "expression_typographic_quotes": lazy(
        "Use straight quotation marks (' or \") here: %(detail)s"
    ),
    "expression_bad_reference": lazy("A reference to a question is written ${name}: %(detail)s"),
    "expression_bad_character": lazy("This cannot stand in a condition: %(detail)s"),
    "expression_empty": lazy("The condition is empty."),
    "expression_unexpected": lazy("Something is too much or missing before “%(detail)s”."),
    "expression_unfinished": lazy("The condition breaks off."),
    "expression_bare_word": lazy(
        "“%(detail)s” is neither a text in quotation marks nor a question as ${…}."
    ),
    "expression_parenthesis_not_closed": lazy("A parenthesis is not closed."),
    "expression_expression_too_long": lazy("The condition is too long."),
    "expression_expression_too_deep": lazy(
        "The condition has too many parentheses within parentheses."
    ),
    "expression_number_too_long": lazy("The number %(detail)s is too long."),
    "expression_path": lazy("Paths such as “../name” are not supported."),
    "expression_arithmetic": lazy("Calculations (%(detail)s) are not supported."),
    "expression_itself": lazy("The dot cannot be used here."),
    "expression_not_a_condition": lazy("“%(detail)s” is no condition."),
    "expression_function": lazy("The function %(detail)s is not supported."),
    "expression_selected_without_choices": lazy(
        "selected() needs a question with choices: %(detail)s."
    ),
    "expression_left_out_question": lazy(
        "The condition speaks of “%(detail)s”, which was left out."
    ),
    "expression_not_a_question": lazy(
        "The condition speaks of “%(detail)s”, which is no question."
    ),
    "expression_comparison": lazy("This comparison is not supported: %(detail)s"),
    "expression_two_questions": lazy(
        "Comparing one question with another is not supported: %(detail)s"
    ),
    "expression_text_for_number": lazy("“%(detail)s” is no number."),
    "expression_not_a_date": lazy("“%(detail)s” is no date written YYYY-MM-DD."),
    "expression_order_of_text": lazy("Answers to “%(detail)s” have no order."),
    "expression_use_selected": lazy("“%(detail)s” takes several choices; use selected()."),
    "expression_comparison_of_type": lazy("Answers to “%(detail)s” cannot be compared."),
    "expression_not_a_range": lazy("Only a range can be taken over: %(detail)s"),
    "expression_open_end": lazy(
        "A range without its end cannot be taken over (%(detail)s); use <= or >=."
    ),
    "expression_range_of_type": lazy("This type of answer has no range."),
    "expression_length": lazy("Only a greatest length of a text can be taken over."),
    "expression_rule_too_many_parts": lazy("The condition has more than %(detail)s parts."),
    "expression_rule_too_deep": lazy("The condition is nested deeper than %(detail)s levels."),
    "expression_rule_bad_value": lazy("A value in the condition cannot be used."),
    "column_not_used": lazy("The column is not used (%(count)s cells)."),
    "list_not_used": lazy("No question uses the list “%(list)s”."),
    "recorded_anyway": lazy("“%(type)s” is recorded with every answer anyway."),
    "type_not_supported": lazy("The type “%(type)s” is not supported."),
    "repeat": lazy("Repeats are not supported; a sample is repeated during the audit."),
    "inside_repeat": lazy("The row stands inside a repeat."),
    "or_other": lazy("“or_other” is not supported."),
    "range_step": lazy("The step %(step)s is not supported."),
    "unit_without_number": lazy("Only a number has a unit."),
    "note_condition": lazy("A note cannot have a condition of its own."),
    "note_without_question": lazy("There is no question to put the note to."),
    "default_not_supported": lazy("Preset answers are not supported."),
    "calculation_not_supported": lazy("Calculations are not supported."),
    "choice_filter_not_supported": lazy("Filters of choices are not supported."),
    "trigger_not_supported": lazy("Triggers are not supported."),
    "read_only_not_supported": lazy("Questions for reading only are not supported."),
    "title_from_file": lazy(
        "The form has no title (form_title); the name of the file is used: “%(title)s”."
    ),
    "nested_group": lazy(
        "The group “%(name)s” stands inside another; it becomes a section of its own."
    ),
    "group_without_label": lazy("The group “%(name)s” has no title."),
    "note_as_guidance": lazy("The note becomes guidance to the question “%(name)s”."),
    "conformity_in_full": lazy(
        "The answer offers all four: conforming, nonconforming, observation, not applicable."
    ),
    "no_polish": lazy(
        "Some questions have no Polish text; the English one is shown. Questions: %(count)s."
    ),
    "no_english": lazy(
        "Some questions have no English text; the Polish one is shown. Questions: %(count)s."
    ),
    "unknown_word": lazy("“%(word)s” is not known here."),
    "no_sections": lazy("There is no question that can be taken over."),
    "too_many_sections": lazy("There are more than %(limit)s sections."),
    "not_an_object": lazy(
        "Something else than the description of a section, question or choice stands here."
    ),
    "no_questions": lazy("The section has no questions."),
    "too_many_questions": lazy("There are %(count)s questions; at most %(limit)s are taken."),
    "not_true_or_false": lazy("Only true or false can stand here."),
    "bad_scores": lazy(
        "“%(value)s” does not give points to answers: write conforming=100 observation=50."
    ),
    "bad_score": lazy("Points are a number from 0 to %(limit)s."),
    "condition_on_later": lazy(
        "A condition speaks of question %(number)s, which is asked later: until then it cannot be true."
    ),
    "condition_never_true": lazy(
        "A condition waits for “%(value)s”, which question %(number)s does not offer."
    ),
    "bad_weight": lazy("The weight is a number from 0 to %(limit)s."),
    "not_for_this_type": lazy("“%(word)s” does not suit this type of answer."),
    "bad_limit": lazy("The limit suits neither the type of the answer nor the form of its values."),
    "empty_range": lazy("The range from %(least)s to %(greatest)s is empty."),
    "no_choices": lazy("There is nothing to choose from."),
    "too_many_choices": lazy("There are more than %(limit)s choices."),
    "bad_choice_value": lazy("The value of a choice is a text of at most 100 characters."),
    "bad_key": lazy(
        "“%(value)s” is no good identifier: use letters without accents, digits, “_”, “-” and “.”, and begin with a letter."
    ),
    "duplicate_key": lazy("“%(value)s” is used more than once."),
    "text_missing": lazy("The text is missing."),
    "not_text": lazy("Only text can stand here."),
    "text_too_long": lazy("The text has more than %(limit)s characters."),
    "rule_not_a_rule": lazy("This is no rule."),
    "rule_too_many_parts": lazy("The rule has more than %(detail)s parts."),
    "rule_too_deep": lazy("The rule is nested deeper than %(detail)s levels."),
    "rule_mixed_forms": lazy("A rule has one form; here are several: %(detail)s."),
    "rule_empty_combination": lazy("A combination needs a list of rules."),
    "rule_unknown_word": lazy("The rule does not know “%(detail)s”."),
    "rule_question_missing": lazy("The rule does not say which question it speaks of."),
    "rule_unknown_question": lazy("The rule speaks of “%(detail)s”, which is no question."),
    "rule_unknown_operator": lazy("“%(detail)s” is no comparison."),
    "rule_value_not_wanted": lazy("“%(detail)s” takes no value."),
    "rule_bad_value": lazy("The value does not suit “%(detail)s”."),
    "rule_circle": lazy("Questions are shown depending on each other in a circle: %(keys)s."),
    "wrong_type": lazy("The answer is of another kind than the question asks for."),
    "not_a_choice": lazy("“%(value)s” is not among the answers to choose from."),
    "repeated": lazy("The same stands in the answer twice."),
    "not_finite": lazy("The answer is no finite number."),
    "out_of_bounds": lazy("The number is too large to be kept exactly."),
    "not_whole": lazy("The answer is a whole number."),
    "too_small": lazy("The answer is at least %(limit)s."),
    "too_large": lazy("The answer is at most %(limit)s."),
    "bad_characters": lazy("The text contains characters that cannot be kept."),
    "too_long": lazy("The text has %(length)s characters; at most %(limit)s are taken."),
    "not_a_date": lazy("This is no day of the calendar from 1900 to 2100."),
    "not_a_digest": lazy("The reference to a file is damaged."),
    "too_many": lazy("There are more than %(limit)s photos."),
}
"""By code. Codes of expressions and rules carry the prefix of what they are about."""

CONSEQUENCES: Final[Mapping[str, LazyText]] = {
    "always_shown": lazy("The question is always shown."),
    "group_always_shown": lazy("The questions of this group are always shown."),
    "not_required": lazy("The question is not required."),
    "not_evidence": lazy("Evidence is not required by this condition."),
    "not_limited": lazy("Any value is accepted."),
    "column_not_used": lazy("What it holds is not imported."),
    "list_not_used": lazy("It is not imported."),
    "recorded_anyway": lazy("Nothing is lost."),
    "type_not_supported": lazy("The question is not imported."),
    "repeat": lazy("Everything inside it is left out."),
    "inside_repeat": lazy("It is not imported."),
    "or_other": lazy("Only the choices of the list can be chosen."),
    "range_step": lazy("Any number of the range is accepted."),
    "unit_without_number": lazy("The unit is not shown."),
    "note_condition": lazy("The note is always shown with its question."),
    "note_without_question": lazy("The note is not imported."),
    "default_not_supported": lazy("The question begins unanswered."),
    "calculation_not_supported": lazy("The answer is entered by hand."),
    "choice_filter_not_supported": lazy("All choices of the list are offered."),
    "trigger_not_supported": lazy("The question does not react to others."),
    "read_only_not_supported": lazy("The question can be answered."),
}
"""What follows from leaving something out: by the note's own word, or by its code."""


def explain(code: str, parameters: Mapping[str, object] | None = None) -> str:
    """Return the sentence of `code` in the reader's language; of an unknown one, the code."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return code
    if code == "unknown_type" and parameters and parameters.get("suggestion"):
        return t("“%(value)s” is no type of question. Did you mean “%(suggestion)s”?", **parameters)
    # A parameter that is not there must not turn an explanation into a failure.
    filled: defaultdict[str, object] = defaultdict(str, parameters or {})
    return str(t(sentence.msgid) % filled)


def consequence(code: str, parameters: Mapping[str, object] | None = None) -> str:
    """Return what follows from leaving out what the note `code` is about, or an empty text."""
    word = str((parameters or {}).get("consequence", code))
    return str(CONSEQUENCES.get(word, ""))
