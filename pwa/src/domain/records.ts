/** What the server knows, as a pull brings it (step 7.2). */
import type { Checklist } from "./checklist";
import type { Json } from "./canonical";
import type { FindingClass, OwnType } from "./mutations";

export interface Person {
  readonly uuid: string;
  readonly name: string;
}

export type AuditState = "planned" | "announced" | "in_progress" | "reporting" | "closed" | "cancelled";
export type AuditRole = "lead" | "auditor" | "expert" | "observer";

export interface AuditData {
  readonly number: string;
  readonly title: string;
  readonly kind: string;
  readonly state: AuditState;
  readonly planned_from: string | null;
  readonly planned_to: string | null;
  readonly place?: string | null;
  readonly units: readonly { readonly code: string; readonly name: string }[];
  readonly processes?: readonly { readonly code: string; readonly name: string }[];
  readonly clauses?: readonly string[];
  readonly objective?: string | null;
  readonly own_role: AuditRole | null;
  readonly team: readonly (Person & { readonly role: AuditRole })[];
  readonly auditees?: readonly { readonly name: string; readonly position?: string | null }[];
  readonly checklist: {
    readonly uuid: string;
    readonly content_hash: string;
    readonly number: number;
  } | null;
  readonly documents?: readonly { readonly code: string; readonly title: string; readonly issue?: string }[];
  readonly closed_at?: string | null;
  /** Added by the team while it was there (steps 3.6 and 3.7). */
  readonly own_questions?: readonly OwnQuestion[];
  readonly samples?: readonly {
    readonly question: string;
    readonly sample: number;
    readonly label: string;
  }[];
  /** What was found in these units and documents before (step 7.5). */
  readonly earlier_findings?: readonly EarlierFinding[];
  /** What the office calls the five classes, where it has renamed any (step 7.8). */
  readonly class_names?: Readonly<Partial<Record<FindingClass, string>>>;
}

/** Another phone of the team that said it still holds something, told to the lead (step 7.7). */
export interface HoldingPhone {
  readonly audit: string;
  readonly person: Person;
  readonly label: string;
  readonly mutations: number;
  readonly evidence: number;
  readonly since: string | null;
  readonly seen_at: string;
}

export interface OwnQuestion {
  readonly key: string;
  readonly section: string | null;
  readonly text: string;
  readonly clause: string;
  readonly type: OwnType;
  readonly author: Person;
}

export interface EarlierFinding {
  readonly uuid: string;
  readonly number: string;
  readonly class: FindingClass;
  /** The class as the office calls it, where that is no usual one (step 7.8). */
  readonly class_name?: string;
  readonly state: string;
  readonly clause: string;
  readonly statement: string;
  readonly unit: string | null;
  readonly document: string | null;
  readonly raised_at: string;
}

export interface AnswerData {
  readonly kind: "record" | "resolve";
  readonly question: string;
  readonly sample: number;
  readonly value: Json;
  readonly note: string;
  readonly based_on: readonly string[];
  readonly keep: readonly string[];
  readonly author: Person;
  readonly device: string | null;
  /** Null for what was recorded on a page and not on a phone. */
  readonly device_time: string | null;
  readonly server_time: string | null;
}

export interface EvidenceData {
  readonly question: string | null;
  readonly sample: number;
  readonly finding: string | null;
  readonly sha256: string;
  readonly size: number;
  readonly media_type: string;
  readonly caption: string;
  readonly taken_at: string | null;
  readonly author: Person;
  readonly device?: string | null;
  readonly state: EvidenceState;
}

export type EvidenceState = "absent" | "partial" | "verified" | "refused";

export interface FindingData {
  readonly number: string | null;
  readonly state: string;
  readonly question: string | null;
  readonly class: FindingClass;
  readonly class_name?: string;
  readonly clause: string;
  readonly requirement: string;
  readonly statement: string;
  readonly evidence_text: string;
  readonly author: Person;
  readonly raised_at: string;
}

export interface SignatureData {
  readonly signer: "auditor" | "auditee";
  readonly signed_name: string;
  readonly agrees: boolean;
  readonly remark: string;
  readonly content_hash: string;
  readonly picture?: string | null;
  readonly author: Person;
  readonly signed_at: string;
}

export interface RecordData {
  audit: AuditData;
  checklist: Checklist;
  answer: AnswerData;
  evidence: EvidenceData;
  finding: FindingData;
  signature: SignatureData;
}

export type RecordType = keyof RecordData;
export const RECORD_TYPES: readonly RecordType[] = [
  "audit",
  "checklist",
  "answer",
  "evidence",
  "finding",
  "signature",
];

/** A record kept on the phone as pulled. `pulled_in` is the generation of the pull (step 7.1, reset). */
export interface Stored<Type extends RecordType> {
  readonly uuid: string;
  readonly audit: string;
  readonly version: number;
  readonly data: RecordData[Type];
  readonly pulled_in: number;
  /** An assignment that was taken away: read-only, kept while something of it is unsent. */
  readonly gone?: boolean;
  /** Of an audit that this person leads: what the last pull told of other phones (step 7.7). */
  readonly phones?: readonly HoldingPhone[];
}

/** One change of a pull. */
export type Change = {
  [Type in RecordType]:
    | {
        readonly type: Type;
        readonly uuid: string;
        readonly audit: string;
        readonly version: number;
        readonly data: RecordData[Type];
        readonly deleted?: false;
      }
    | {
        readonly type: Type;
        readonly uuid: string;
        readonly audit: string;
        readonly version: number;
        readonly deleted: true;
        readonly data?: undefined;
      };
}[RecordType];

/** Where the bytes of a photograph of this phone stand. */
export interface Upload {
  readonly sha256: string;
  readonly audit: string;
  readonly size: number;
  readonly media_type: string;
  readonly state: EvidenceState;
  readonly received: number;
  readonly reason: string | null;
}
