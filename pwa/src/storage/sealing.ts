/**
 * Reading and writing through a codec: above it everything is as without a PIN, below it only what
 * the indexes need is in plain sight. The codec must not wait: a transaction would be over.
 */
import type { IDBPDatabase } from "idb";
import type { PhoneDatabase } from "./schema";

export interface Codec {
  /** The vault it belongs to. */
  readonly vault: string;
  /** What is written stays open: the PIN is being taken away. */
  readonly opening: boolean;
  seal(store: string, value: object): object;
  open(store: string, value: object): object;
  /** @throws Error when it was altered, or bound to something else. */
  openText(sealed: Uint8Array<ArrayBuffer>, bound: string): string;
  sealPhoto(sha256: string, blob: Blob): Promise<{ blob: Blob; iv?: Uint8Array<ArrayBuffer> }>;
  openPhoto(sha256: string, blob: Blob, iv: Uint8Array<ArrayBuffer>): Promise<Blob>;
}

/** What stays readable of each sealed record: keys and indexed states, no word of a person. */
export const IN_PLAIN_SIGHT: Readonly<Record<string, readonly string[]>> = {
  audits: ["uuid"],
  checklists: ["audit", "uuid"],
  answers: ["uuid", "audit"],
  evidence: ["uuid", "audit"],
  findings: ["uuid", "audit"],
  signatures: ["uuid", "audit"],
  mutations: ["seq", "id", "audit", "state"],
  drafts: [],
};

/** The database as the rest of the storage sees it. */
export function through(codec: Codec, database: IDBPDatabase<PhoneDatabase>): IDBPDatabase<PhoneDatabase> {
  return wrap(database, codec, null) as IDBPDatabase<PhoneDatabase>;
}

/* eslint-disable-next-line -- databases, transactions, stores, indexes and cursors share the names used here */
type Anything = any;

function wrap(target: object, codec: Codec, store: string | null): unknown {
  const opened = (name: string, value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((one: unknown) => opened(name, one))
      : typeof value === "object" && value !== null && name in IN_PLAIN_SIGHT
        ? codec.open(name, value)
        : value;
  const sealed = (name: string, value: object) => (name in IN_PLAIN_SIGHT ? codec.seal(name, value) : value);
  const cursor = (name: string) => (found: object | null) =>
    found === null ? null : wrap(found, codec, name);
  return new Proxy(target, {
    get(of: Anything, property) {
      const value = of[property] as unknown;
      if (property === "value" && store !== null) return opened(store, value);
      if (property === "store") return wrap(value as object, codec, (value as { name: string }).name);
      if (typeof value !== "function") return value;
      return (...args: Anything[]): unknown => {
        const call = (given: Anything[] = args): Anything => (value as Anything).apply(of, given);
        switch (property) {
          case "get":
          case "getAll":
          case "getFromIndex":
          case "getAllFromIndex": {
            const name = store ?? String(args[0]);
            return call().then((found: unknown) => opened(name, found));
          }
          case "put":
          case "add":
            return store === null
              ? call([args[0], sealed(String(args[0]), args[1]), ...args.slice(2)])
              : call([sealed(store, args[0]), ...args.slice(1)]);
          case "update":
            return call([sealed(store ?? "", args[0])]);
          case "openCursor":
          case "continue":
            return call().then(cursor(store ?? ""));
          case "objectStore":
            return wrap(call(), codec, String(args[0]));
          case "index":
            return wrap(call(), codec, store);
          case "transaction":
            return wrap(call(), codec, null);
          default:
            return call();
        }
      };
    },
  });
}
