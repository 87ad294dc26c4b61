/** The golden cases both sides are held to (tests/contract/). */
import { describe, expect, test } from "vitest";
import { checkValue } from "../src/domain/answers";
import { canonical, sha256, type Json } from "../src/domain/canonical";
import type { Question } from "../src/domain/checklist";
import { contentOfMutation, type Mutation } from "../src/domain/mutations";
import { answersHash, contentHash, type SignedContent } from "../src/domain/receipt";
import { evaluate, lookupIn, type Rule } from "../src/domain/rules";
import { golden } from "./golden";

describe("a relevance rule means the same on the phone as on the server", () => {
  const cases = golden<{
    name: string;
    rule: Rule | null;
    answers: Record<string, unknown>;
    expected: boolean;
  }>("rules.json");
  test.each(cases)("$name", ({ rule, answers, expected }) => {
    expect(evaluate(rule, lookupIn(answers))).toBe(expected);
  });
});

describe("a value is judged the same on the phone as on the server", () => {
  const cases = golden<{
    name: string;
    question: Question;
    value?: unknown;
    special?: string;
    expected: string[];
  }>("answers.json");
  test.each(cases)("$name", ({ question, value, special, expected }) => {
    const given = special === undefined ? value : Number(special);
    expect(checkValue(question, given)).toEqual([...expected].sort());
  });
});

describe("the canonical text of a mutation (step 4.2.1)", () => {
  const cases = golden<{ name: string; mutation: Mutation; canonical: string; sha256: string }>(
    "canonical.json",
  );
  test.each(cases)("$name", async ({ mutation, canonical: expected, sha256: hash }) => {
    const text = canonical(contentOfMutation(mutation));
    expect(text).toBe(expected);
    expect(await sha256(text)).toBe(hash);
  });
});

test.each(golden<{ name: string; ids: string[]; hash: string }>("receipt_hash.json"))(
  "the hash of the receipt (step 8.2): $name",
  async ({ ids, hash }) => expect(await answersHash(ids)).toBe(hash),
);

test.each(
  golden<{ name: string; content: SignedContent; canonical: string; content_hash: string }>(
    "signed_content.json",
  ),
)("what a signature binds: $name", async ({ content, canonical: text, content_hash }) => {
  expect(canonical(content as unknown as Json)).toBe(text);
  expect(await contentHash(content)).toBe(content_hash);
});
