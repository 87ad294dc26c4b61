/** Which values a question takes: the same checks as the server's, held by the same golden cases. */
import { isStorableText } from "./canonical";
import { CONFORMITY, type Question } from "./checklist";

/** What is wrong with a value; each has a sentence in the dictionaries. */
export type Problem =
  | "wrong_type"
  | "not_a_choice"
  | "repeated"
  | "not_finite"
  | "out_of_bounds"
  | "not_whole"
  | "too_small"
  | "too_large"
  | "too_long"
  | "too_many"
  | "bad_characters"
  | "not_a_date"
  | "not_a_digest"
  | "name_missing"
  | "unknown_type";

/** Step 9: a note (and any text) holds at most this many characters. */
export const TEXT_LENGTH = 20_000;
export const PHOTOS = 20;
const NAME_LENGTH = 200;
const DIGEST = /^[0-9a-f]{64}$/;

/** Check a value of a question; null takes the answer back and is always allowed. */
export function checkValue(question: Pick<Question, "type"> & Partial<Question>, value: unknown): Problem[] {
  if (value === null) return [];
  return [...new Set(check(question, value))].sort();
}

function check(question: Pick<Question, "type"> & Partial<Question>, value: unknown): Problem[] {
  switch (question.type) {
    case "conformity":
      return oneOf(value, CONFORMITY);
    case "yes_no":
      return oneOf(value, ["yes", "no"]);
    case "one_of":
      return oneOf(value, offered(question));
    case "many_of":
      return listOf(value, (item) => (offered(question).includes(item) ? null : "not_a_choice"));
    case "number":
      return number(question, value);
    case "text":
      return text(value, question.max_length ?? TEXT_LENGTH);
    case "date":
      return date(question, value);
    case "photo": {
      const problems = listOf(value, (item) => (isDigest(item) ? null : "not_a_digest"));
      if (Array.isArray(value) && value.length > PHOTOS) problems.push("too_many");
      return problems;
    }
    case "signature":
      return signature(value);
    default:
      return ["unknown_type"];
  }
}

function offered(question: Partial<Question>): readonly string[] {
  return (question.choices ?? []).map((choice) => choice.value);
}

function oneOf(value: unknown, choices: readonly string[]): Problem[] {
  if (typeof value !== "string") return ["wrong_type"];
  return choices.includes(value) ? [] : ["not_a_choice"];
}

function listOf(value: unknown, problemOf: (item: string) => Problem | null): Problem[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) return ["wrong_type"];
  const items = value as string[];
  const problems = items.map(problemOf).filter((problem) => problem !== null);
  if (new Set(items).size < items.length) problems.push("repeated");
  return problems;
}

function number(question: Partial<Question>, value: unknown): Problem[] {
  if (typeof value !== "number") return ["wrong_type"];
  if (!Number.isFinite(value)) return ["not_finite"];
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return ["out_of_bounds"];
  const problems: Problem[] = [];
  if (question.integer && !Number.isInteger(value)) problems.push("not_whole");
  if (typeof question.min === "number" && value < question.min) problems.push("too_small");
  if (typeof question.max === "number" && value > question.max) problems.push("too_large");
  return problems;
}

function text(value: unknown, limit: number): Problem[] {
  if (typeof value !== "string") return ["wrong_type"];
  const problems: Problem[] = [];
  if (!isPlainText(value)) problems.push("bad_characters");
  if ([...value].length > limit) problems.push("too_long");
  return problems;
}

/** No control characters other than tab and line ends, and nothing that cannot be stored. */
export function isPlainText(value: string): boolean {
  // eslint-disable-next-line no-control-regex
  return isStorableText(value) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value);
}

function date(question: Partial<Question>, value: unknown): Problem[] {
  if (typeof value !== "string") return ["wrong_type"];
  if (!isDay(value)) return ["not_a_date"];
  const problems: Problem[] = [];
  if (typeof question.min === "string" && value < question.min) problems.push("too_small");
  if (typeof question.max === "string" && value > question.max) problems.push("too_large");
  return problems;
}

function isDay(value: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (parts === null || value.length !== 10) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (year < 1900 || year > 2100) return false;
  const real = new Date(Date.UTC(year, month - 1, day));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
}

function isDigest(value: string): boolean {
  return value.length === 64 && DIGEST.test(value);
}

function signature(value: unknown): Problem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ["wrong_type"];
  const { name, sha256, ...more } = value as { name?: unknown; sha256?: unknown };
  if (typeof name !== "string" || typeof sha256 !== "string" || Object.keys(more).length > 0) {
    return ["wrong_type"];
  }
  const problems = text(name, NAME_LENGTH);
  if (name.trim() === "") problems.push("name_missing");
  if (!isDigest(sha256)) problems.push("not_a_digest");
  return problems;
}
