/** The shape of the phone's database, and its migrations by version. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { LogEntry } from "../domain/mutations";
import type { KeptReceipt } from "../domain/receipt";
import type { Person, Stored, Upload } from "../domain/records";

/** What the phone knows about itself for this person. One record under one key. */
export interface Self {
  readonly person: Person;
  /** Made at the first start, for this person on this phone (step 2.1). */
  readonly device: string;
  readonly label: string;
  /** The version of the application the server was last told. */
  readonly registered_as: string | null;
  readonly next_seq: number;
  /** The server's cursor, never interpreted (step 7.1). */
  readonly cursor: string | null;
  /** Counts resets: what a reset did not bring again is swept after its last page (step 7.1). */
  readonly generation: number;
  readonly sweeping: boolean;
  /** Milliseconds this phone's clock is ahead of the server's (step 1.4). */
  readonly clock_offset: number;
  readonly synced_at: string | null;
  /** Until when the server said the sign-in holds (step 1.1); null when it did not say. */
  readonly signed_in_until?: string | null;
  /** Unsent work of a former database of this person that the browser has cleared. */
  readonly lost: {
    readonly device: string;
    readonly mutations: number;
    readonly evidence: number;
    readonly reported: boolean;
  } | null;
}

/** The bytes of a photograph; `iv` where they are sealed. */
export interface KeptBlob {
  readonly sha256: string;
  readonly blob: Blob;
  readonly iv?: Uint8Array<ArrayBuffer>;
}

export interface PhoneDatabase extends DBSchema {
  meta: { key: "self"; value: Self };
  audits: { key: string; value: Stored<"audit"> };
  /** One for each audit, as an audit keeps its version (step 5.5). */
  checklists: { key: [string, string]; value: Stored<"checklist">; indexes: { audit: string } };
  answers: { key: string; value: Stored<"answer">; indexes: { audit: string } };
  evidence: { key: string; value: Stored<"evidence">; indexes: { audit: string } };
  findings: { key: string; value: Stored<"finding">; indexes: { audit: string } };
  signatures: { key: string; value: Stored<"signature">; indexes: { audit: string } };
  /** The log. Lines are appended and stay. */
  mutations: { key: number; value: LogEntry; indexes: { id: string; state: string; audit: string } };
  /** Where the bytes of each own photograph stand; apart from the bytes, so that progress is cheap. */
  uploads: { key: string; value: Upload; indexes: { audit: string; state: string } };
  /** The bytes, whole, by their SHA-256. */
  blobs: { key: string; value: KeptBlob };
  receipts: { key: string; value: KeptReceipt };
  /** Present where a PIN protects this person's data. */
  vault: { key: "vault"; value: Vault };
}

/** A secret (a PIN or a recovery code) around the keys of the data: stretched, then AES-GCM. */
export interface Wrapped {
  readonly iterations: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly keys: Uint8Array<ArrayBuffer>;
}

/**
 * What a PIN protects, and how far.
 *
 * - `sealing`: the PIN was set; records are being sealed one by one, new ones are already.
 * - `sealed`: everything is.
 * - `opening`: the PIN is being taken away; records are opened one by one, the last step removes this.
 *
 * Each record says by itself whether it is sealed, so that a phone killed midway goes on where it was.
 */
export interface Vault {
  readonly id: string;
  readonly phase: "sealing" | "sealed" | "opening";
  readonly by_pin: Wrapped;
  readonly by_code: Wrapped;
  /** The recovery code while the server has not taken it yet, sealed by the key of the records. */
  readonly code_to_send: Uint8Array<ArrayBuffer> | null;
  readonly failures: number;
  /** Milliseconds since the epoch by this phone's clock. */
  readonly failed_at: number;
}

export type PhoneStore = StoreNames<PhoneDatabase>;
/** Everything but the vault, which each writing looks at by itself. */
export const ALL_STORES: readonly PhoneStore[] = [
  "meta",
  "audits",
  "checklists",
  "answers",
  "evidence",
  "findings",
  "signatures",
  "mutations",
  "uploads",
  "blobs",
  "receipts",
];

type Migration = (
  database: IDBPDatabase<PhoneDatabase>,
  transaction: IDBPTransaction<PhoneDatabase, PhoneStore[], "versionchange">,
) => void;

/**
 * One step for each version, in order. A step only ever adds or rewrites in place: unsent work
 * survives every one of them. Never edit a step that was released; add the next.
 */
export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    database.createObjectStore("meta");
    database.createObjectStore("audits", { keyPath: "uuid" });
    const checklists = database.createObjectStore("checklists", { keyPath: ["audit", "uuid"] });
    checklists.createIndex("audit", "audit");
    for (const name of ["answers", "evidence", "findings", "signatures"] as const) {
      database.createObjectStore(name, { keyPath: "uuid" }).createIndex("audit" as never, "audit");
    }
    const mutations = database.createObjectStore("mutations", { keyPath: "seq" });
    mutations.createIndex("id", "id", { unique: true });
    mutations.createIndex("state", "state");
    mutations.createIndex("audit", "audit");
    const uploads = database.createObjectStore("uploads", { keyPath: "sha256" });
    uploads.createIndex("audit", "audit");
    uploads.createIndex("state", "state");
    database.createObjectStore("blobs", { keyPath: "sha256" });
    database.createObjectStore("receipts", { keyPath: "audit" });
  },
  (database) => {
    database.createObjectStore("vault");
  },
];

export const DATABASE_VERSION = MIGRATIONS.length;

export function databaseName(person_uuid: string): string {
  return `qms-${person_uuid}`;
}
