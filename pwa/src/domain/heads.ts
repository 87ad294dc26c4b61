/** Which answers stand, and when they conflict (step 5). Pure: records in, answers out. */
import type { AnswerData, Person } from "./records";

export interface AnswerRecord {
  readonly uuid: string;
  readonly data: AnswerData;
}

/**
 * What stands for one question and sample.
 *
 * - `unanswered`: nothing stands, or what stands took the answer back.
 * - `answered`: one answer, or several that say the same (step 5.2).
 * - `conflict`: answers that differ wait for the lead auditor (step 5.3).
 * - `side_by_side`: the lead auditor kept several as separate observations.
 */
export interface Standing {
  readonly kind: "unanswered" | "answered" | "conflict" | "side_by_side";
  /** The records nobody built upon (step 5.1): what a new record is based on. */
  readonly heads: readonly AnswerRecord[];
  /** The answers to show; with a decision, those it kept. */
  readonly shown: readonly AnswerRecord[];
}

/** Derive what stands from all records of one question and sample, in any order. */
export function standing(records: readonly AnswerRecord[]): Standing {
  const by_uuid = new Map(records.map((record) => [record.uuid, record]));
  const built_upon = new Set(records.flatMap((record) => record.data.based_on));
  const heads = [...by_uuid.values()].filter((record) => !built_upon.has(record.uuid)).sort(inTime);
  const shown = new Map<string, AnswerRecord>();
  let decided = false;
  for (const head of heads) {
    if (head.data.kind === "record") {
      shown.set(head.uuid, head);
    } else {
      decided ||= head.data.keep.length > 1;
      for (const kept of head.data.keep) {
        const record = by_uuid.get(kept);
        if (record !== undefined) shown.set(kept, record);
      }
    }
  }
  const answers = [...shown.values()].sort(inTime);
  const says = new Set(answers.map(saying));
  if (answers.length === 0) return { kind: "unanswered", heads, shown: answers };
  if (says.size === 1) {
    const taken_back = answers.every((answer) => answer.data.value === null && answer.data.note === "");
    return { kind: taken_back ? "unanswered" : "answered", heads, shown: answers };
  }
  const one_decision = heads.length === 1 && decided;
  return { kind: one_decision ? "side_by_side" : "conflict", heads, shown: answers };
}

/** What a new answer of this person is based on: all that stands, but never past a conflict. */
export function basedOn(stands: Standing, person: Person): string[] {
  const own = (head: AnswerRecord) => head.data.author.uuid === person.uuid;
  const seen = stands.kind === "conflict" ? stands.heads.filter(own) : stands.heads;
  return seen.map((head) => head.uuid).sort();
}

function saying(record: AnswerRecord): string {
  return JSON.stringify([record.data.value, record.data.note]);
}

/** The server's order where it is known, else the phone's; the uuid makes it total. */
function inTime(left: AnswerRecord, right: AnswerRecord): number {
  const key = ({ data, uuid }: AnswerRecord) =>
    `${data.server_time ?? "9"}|${data.device_time ?? ""}|${uuid}`;
  const [a, b] = [key(left), key(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
