/** What is asked: the checklist, and what the team added on the spot (steps 3.6 and 3.7). */
import type { Checklist, Question, Section } from "./checklist";
import type { LogEntry } from "./mutations";
import type { OwnQuestion } from "./records";
import type { AuditRecords } from "./view";

/** How the keys of own questions begin. */
export const OWN = "own-";

export const OWN_SECTION: Omit<Section, "questions"> = {
  key: "own",
  title_pl: "Pytania dodane na miejscu",
  title_en: "Questions added on the spot",
};

function counts(entry: LogEntry): boolean {
  return entry.state !== "rejected" && entry.state !== "quarantined";
}

/** The own questions that the server knows, and those of this phone's log. */
export function ownQuestions(records: AuditRecords): OwnQuestion[] {
  const found = new Map<string, OwnQuestion>();
  for (const own of records.audit.data.own_questions ?? []) found.set(own.key, own);
  for (const entry of records.log) {
    const { mutation } = entry;
    if (mutation.name !== "question.add" || !counts(entry)) continue;
    const key = OWN + entry.id;
    const { audit: _audit, ...args } = mutation.args;
    if (!found.has(key)) found.set(key, { key, author: records.person, ...args });
  }
  return [...found.values()];
}

/** The names of samples by their place; the log's own word is later than the server's. */
export function sampleLabels(records: AuditRecords): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { question, sample, label } of records.audit.data.samples ?? [])
    labels.set(`${question}/${sample}`, label);
  for (const entry of records.log) {
    const { mutation } = entry;
    if (mutation.name !== "sample.label" || !counts(entry)) continue;
    const at = `${mutation.args.question}/${mutation.args.sample}`;
    if (entry.state === "waiting" || !labels.has(at)) labels.set(at, mutation.args.label);
  }
  return labels;
}

/** The last merging: the same questions give the same objects, so that nothing is drawn anew. */
let last: { of: Checklist; print: string; merged: Checklist } | null = null;

/** The checklist with the own questions at the ends of their sections. */
export function withOwn(checklist: Checklist, own: readonly OwnQuestion[]): Checklist {
  if (own.length === 0) return checklist;
  const print = JSON.stringify(own);
  if (last?.of === checklist && last.print === print) return last.merged;
  const known = new Set(checklist.sections.map((section) => section.key));
  const of = (section: string | null) =>
    own
      .filter((item) => (item.section !== null && known.has(item.section) ? item.section : null) === section)
      .map(asQuestion);
  const sections: Section[] = checklist.sections.map((section) => {
    const added = of(section.key);
    return added.length === 0 ? section : { ...section, questions: [...section.questions, ...added] };
  });
  const loose = of(null);
  if (loose.length > 0) sections.push({ ...OWN_SECTION, questions: loose });
  const merged = { ...checklist, sections };
  last = { of: checklist, print, merged };
  return merged;
}

export const EARLIER_SECTION: Omit<Section, "questions"> = {
  key: "earlier",
  title_pl: "Pytania z wcześniejszej wersji listy",
  title_en: "Questions of an earlier version of the checklist",
};

let last_earlier: { of: Checklist; print: string; merged: Checklist } | null = null;

/** The checklist with what was recorded for questions that it does not ask any more (step 5.5). */
export function withEarlier(checklist: Checklist, recorded: (key: string) => boolean): Checklist {
  const kept = (checklist.earlier ?? []).filter((question) => recorded(question.key));
  if (kept.length === 0) return checklist;
  const print = kept.map((question) => question.key).join(" ");
  if (last_earlier?.of === checklist && last_earlier.print === print) return last_earlier.merged;
  const sections = [...checklist.sections, { ...EARLIER_SECTION, questions: kept }];
  const merged = { ...checklist, sections };
  last_earlier = { of: checklist, print, merged };
  return merged;
}

function asQuestion({ key, text, clause, type, author }: OwnQuestion): Question {
  return { key, text_pl: text, clause, type, evidence: "optional", own: author.name };
}
