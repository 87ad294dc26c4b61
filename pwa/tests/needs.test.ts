/** Required answers, bad answers and evidence: the golden cases that the server's tests read too. */
import { expect, test } from "vitest";
import type { Question } from "../src/domain/checklist";
import { answersIt, earlierForm, isBad, isRequired, needsEvidence } from "../src/domain/needs";
import { lookupIn } from "../src/domain/rules";
import { golden } from "./golden";

interface Case {
  readonly name: string;
  readonly question: Question;
  readonly value: unknown;
  readonly answers: Record<string, unknown>;
  readonly bad: boolean;
  readonly evidence: boolean;
  readonly required: boolean;
}

test.each(golden<Case>("needs.json"))("$name", ({ question, value, answers, bad, evidence, required }) => {
  const lookup = lookupIn(answers);
  expect(isBad(question, value)).toBe(bad);
  expect(needsEvidence(question, value, lookup)).toBe(evidence);
  expect(isRequired(question, lookup)).toBe(required);
});

test("an answer to an earlier form of a question is told in its words and has to be given anew", () => {
  const now: Question = {
    key: "a",
    text_pl: "A",
    type: "conformity",
    was: [{ type: "yes_no", version: 1 }],
  };
  expect(answersIt(now, "yes")).toBe(false);
  expect(earlierForm(now, "yes")?.version).toBe(1);
  expect(answersIt(now, "conforming")).toBe(true);
  expect(earlierForm(now, "conforming")).toBeNull();
});
