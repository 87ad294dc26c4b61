/** When a question is shown: the relevance rules, the same here and on the server. */

export type Op = "eq" | "ne" | "in" | "lt" | "le" | "gt" | "ge" | "answered" | "not_answered" | "selected";

export type Rule =
  | { readonly question: string; readonly op: Op; readonly value?: unknown }
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule };

/** How an answer is looked up; a question that is not shown has none. */
export type Lookup = (question: string) => unknown;

/** Whether a value counts as an answer: null, blank text and the empty list do not. */
export function isAnswered(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "string") return value.trim() !== "";
  if (Array.isArray(value)) return value.length > 0;
  return true;
}

/** Evaluate a rule; no rule means always. Comparisons with an unanswered question are false. */
export function evaluate(rule: Rule | null | undefined, lookup: Lookup): boolean {
  if (rule === null || rule === undefined) return true;
  if ("all" in rule) return rule.all.every((part) => evaluate(part, lookup));
  if ("any" in rule) return rule.any.some((part) => evaluate(part, lookup));
  if ("not" in rule) return !evaluate(rule.not, lookup);
  const answer = lookup(rule.question);
  if (rule.op === "not_answered") return !isAnswered(answer);
  if (!isAnswered(answer)) return false;
  switch (rule.op) {
    case "answered":
      return true;
    case "eq":
      return same(answer, rule.value);
    case "ne":
      return !same(answer, rule.value);
    case "in":
      return Array.isArray(rule.value) && rule.value.some((value) => same(answer, value));
    case "selected":
      return Array.isArray(answer)
        ? answer.some((value) => same(value, rule.value))
        : same(answer, rule.value);
    default: {
      const order = compare(answer, rule.value);
      if (order === null) return false;
      if (rule.op === "lt") return order < 0;
      if (rule.op === "le") return order <= 0;
      if (rule.op === "gt") return order > 0;
      return order >= 0;
    }
  }
}

/** Look up own properties only, so that `constructor` is no answer. */
export function lookupIn(answers: Readonly<Record<string, unknown>>): Lookup {
  return (question) => (Object.hasOwn(answers, question) ? answers[question] : undefined);
}

function same(left: unknown, right: unknown): boolean {
  if (typeof left !== typeof right || typeof left === "object") return false;
  return left === right;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The order of two numbers or two days; null where there is none. */
function compare(left: unknown, right: unknown): number | null {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string" && DAY.test(left) && DAY.test(right)) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return null;
}
