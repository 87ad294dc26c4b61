/** Where to go next on a sheet, and what a search finds. */
import type { Question, Section } from "./checklist";
import { isDone, place, type AuditView, type QuestionView } from "./view";

/** What one may jump to. */
export const JUMPS = ["unanswered", "required", "evidence", "conflict", "finding"] as const;
export type Jump = (typeof JUMPS)[number];

const WANTED: Readonly<Record<Jump, (view: QuestionView) => boolean>> = {
  unanswered: (view) => !isDone(view) && view.question.earlier === undefined,
  required: (view) => view.required && !isDone(view),
  evidence: (view) => view.evidence_missing,
  conflict: (view) => view.stands.kind === "conflict",
  finding: (view) =>
    view.findings.length === 0 &&
    view.stands.shown.some(({ data }) => data.value === "nonconforming" || data.value === "no"),
};

/** The keys of the questions that a jump stops at, in the order of the sheet; any sample counts. */
export function stops(view: AuditView, order: readonly string[], jump: Jump): string[] {
  return order.filter((key) => {
    const samples = view.questions.get(place(key))?.samples ?? 0;
    for (let sample = 0; sample < samples; sample++) {
      const at = view.questions.get(place(key, sample));
      if (at !== undefined && WANTED[jump](at)) return true;
    }
    return false;
  });
}

/** The next stop behind `from`, from the top again after the last; null when there is none. */
export function nextStop(
  order: readonly string[],
  stopping: readonly string[],
  from: string | null,
): string | null {
  const at = from === null ? -1 : order.indexOf(from);
  const behind = new Set(order.slice(at + 1));
  return stopping.find((key) => behind.has(key)) ?? stopping[0] ?? null;
}

/** Text without case and Polish letters, as people type in a hurry. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/ł/g, "l");
}

/** Whether every word of a search is somewhere in the question. */
export function matches(question: Question, wanted: string, more = ""): boolean {
  const { text_pl, text_en = "", clause = "", guidance_pl = "", guidance_en = "" } = question;
  const text = folded([text_pl, text_en, clause, guidance_pl, guidance_en, more].join(" "));
  return folded(wanted)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export interface Placed {
  readonly section: Section;
  readonly questions: readonly { readonly question: Question; readonly position: number }[];
}

/** The sections with the questions that are asked, each with its number on the sheet. */
export function placed(sections: readonly Section[], relevant: ReadonlySet<string>): Placed[] {
  let position = 0;
  return sections
    .map((section) => ({
      section,
      questions: section.questions
        .filter((question) => relevant.has(question.key))
        .map((question) => ({ question, position: ++position })),
    }))
    .filter((item) => item.questions.length > 0);
}
