/** The content of a published checklist version, as the server sends it (step 7.2). */
import { evaluate, type Rule } from "./rules";

export type AnswerType =
  "conformity" | "yes_no" | "one_of" | "many_of" | "number" | "text" | "date" | "photo" | "signature";

/** When a photograph or paper must stand beside the answer. */
export type EvidenceNeed = "never" | "optional" | "required" | "required_on_nonconformity";

export interface Choice {
  readonly value: string;
  readonly label_pl?: string;
  readonly label_en?: string;
  /** Chosen, it says that something is wrong. */
  readonly bad?: boolean;
}

export interface Question {
  readonly key: string;
  readonly text_pl: string;
  readonly text_en?: string;
  readonly guidance_pl?: string;
  readonly guidance_en?: string;
  readonly clause?: string;
  readonly type: AnswerType;
  readonly evidence?: EvidenceNeed;
  readonly required?: boolean;
  readonly required_when?: Rule | null;
  readonly evidence_when?: Rule | null;
  readonly weight?: number;
  readonly choices?: readonly Choice[];
  readonly unit?: string | null;
  readonly min?: number | string | null;
  readonly max?: number | string | null;
  readonly integer?: boolean;
  readonly max_length?: number | null;
  readonly relevant?: Rule | null;
  /** Who asked it on the spot; not given for a question of the checklist (step 3.6). */
  readonly own?: string;
  /** Forms that it had in earlier versions which this audit was moved away from (step 5.5). */
  readonly was?: readonly (Pick<Question, "type"> & Partial<Question> & { readonly version: number })[];
  /** Number of the version that asked it, where the present one does not. */
  readonly earlier?: number;
}

export interface Section {
  readonly key: string;
  readonly title_pl: string;
  readonly title_en?: string;
  readonly questions: readonly Question[];
}

export interface Checklist {
  readonly content_hash: string;
  readonly key?: string;
  readonly title_pl: string;
  readonly title_en?: string;
  readonly standard?: string | null;
  readonly edition?: string | null;
  readonly sections: readonly Section[];
  /** Questions of earlier versions that the present one does not ask (step 5.5). */
  readonly earlier?: readonly Question[];
  /** The texts that questions cite, and which places each means (step 7.6). */
  readonly documents?: readonly CitedDocument[];
  readonly cited?: Readonly<
    Record<string, { readonly code: string; readonly paragraphs: readonly string[] }>
  >;
}

export interface CitedDocument {
  readonly code: string;
  readonly title: string;
  readonly issue: string;
  readonly whole: boolean;
  /** Its published issues, by what a printed copy of each says of itself. */
  readonly prints?: readonly { readonly uuid: string; readonly issue: string }[];
  readonly paragraphs: readonly { readonly key: string; readonly number: string; readonly text: string }[];
}

/** The document that a question cites, and the paragraphs that are meant; all of it when none is. */
export function citedBy(
  checklist: Checklist,
  question: string,
): { readonly document: CitedDocument; readonly paragraphs: CitedDocument["paragraphs"] } | null {
  const cited = checklist.cited?.[question];
  const document = checklist.documents?.find((item) => item.code === cited?.code);
  if (cited === undefined || document === undefined) return null;
  const meant = document.paragraphs.filter((item) => cited.paragraphs.includes(item.key));
  return { document, paragraphs: meant.length > 0 ? meant : document.paragraphs };
}

/** The four answers to "does it conform?", in the order of the buttons. */
export const CONFORMITY = ["conforming", "nonconforming", "observation", "not_applicable"] as const;

/**
 * The keys of the questions to be asked, given the answers so far.
 *
 * A question that is not asked counts as unanswered for the others. A cycle (which a published
 * version cannot hold) ends as "not asked" instead of an endless loop.
 */
export function relevantKeys(
  checklist: Checklist,
  answers: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const questions = new Map<string, Question>();
  for (const section of checklist.sections) {
    for (const question of section.questions) questions.set(question.key, question);
  }
  const known = new Map<string, boolean>();
  const isRelevant = (key: string): boolean => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, false);
    const rule = questions.get(key)?.relevant;
    const result =
      questions.has(key) && evaluate(rule, (other) => (isRelevant(other) ? answers.get(other) : undefined));
    known.set(key, result);
    return result;
  };
  return new Set([...questions.keys()].filter(isRelevant));
}
