/** What a question needs before it is complete: the server's rules, held by the same golden cases. */
import { checkValue } from "./answers";
import type { Question } from "./checklist";
import { evaluate, isAnswered, type Lookup } from "./rules";

/** Whether a value says that something is wrong: a nonconformity, a "no", or a choice marked as bad. */
export function isBad(question: Pick<Question, "type"> & Partial<Question>, value: unknown): boolean {
  if (question.type === "conformity" || question.type === "yes_no")
    return value === "nonconforming" || value === "no";
  if (question.type !== "one_of" && question.type !== "many_of") return false;
  const bad = (question.choices ?? []).filter((choice) => choice.bad === true).map((choice) => choice.value);
  return (Array.isArray(value) ? value : [value]).some((one) => bad.includes(one as string));
}

/** Whether a shown question must be answered: always, or when its condition holds. */
export function isRequired(question: Partial<Question>, lookup: Lookup): boolean {
  if (question.required === true) return true;
  return question.required_when ? evaluate(question.required_when, lookup) : false;
}

/** Whether an answer is incomplete without evidence; what does not apply needs none. */
export function needsEvidence(
  question: Pick<Question, "type"> & Partial<Question>,
  value: unknown,
  lookup: Lookup,
): boolean {
  if (!isAnswered(value) || question.evidence === "never") return false;
  if (question.type === "conformity" && value === "not_applicable") return false;
  if (question.evidence === "required") return true;
  if (question.evidence === "required_on_nonconformity" && isBad(question, value)) return true;
  return question.evidence_when ? evaluate(question.evidence_when, lookup) : false;
}

/**
 * Whether a value answers the question as it is asked now. An audit may be moved to another version of
 * its checklist (step 5.5): an answer to the earlier form is kept and told, and has to be given anew.
 */
export function answersIt(question: Question, value: unknown): boolean {
  if (!isAnswered(value)) return false;
  return question.was === undefined || checkValue(question, value).length === 0;
}

/** The earlier form of a question whose answer a value is; null when it fits the present one. */
export function earlierForm(question: Question, value: unknown): NonNullable<Question["was"]>[number] | null {
  if (value === null || value === undefined || question.was === undefined || answersIt(question, value))
    return null;
  return question.was.find((form) => checkValue(form, value).length === 0) ?? null;
}
