/** A connection that is opened again when the browser drops it, and steps aside for a newer version. */
import { openDB, type IDBPDatabase } from "idb";
import { through, type Codec } from "./sealing";
import { DATABASE_VERSION, MIGRATIONS, databaseName, type PhoneDatabase } from "./schema";

/** What the person must be told about the database. */
export type ConnectionNews = "blocked" | "superseded" | "reopened";

/** The phone cannot store anything: private mode, or the browser has no IndexedDB. */
export class NoStorage extends Error {
  constructor(cause: unknown) {
    super("this browser keeps no data", { cause });
    this.name = "NoStorage";
  }
}

/** There is no room; nothing of the write was stored. */
export class StorageFull extends Error {
  constructor(cause: unknown) {
    super("the storage of this phone is full", { cause });
    this.name = "StorageFull";
  }
}

/** A PIN was set or taken away in another tab: what this one would write does not fit any more. */
export class OtherVault extends Error {
  constructor() {
    super("the protection of this data was changed in another tab");
    this.name = "OtherVault";
  }
}

export class Connection {
  /** Present where a PIN protects the data and was given. */
  codec: Codec | null = null;
  #opening: Promise<IDBPDatabase<PhoneDatabase>> | null = null;
  #closed = false;

  constructor(
    readonly person_uuid: string,
    private readonly tell: (news: ConnectionNews) => void = () => undefined,
    private readonly version: number = DATABASE_VERSION,
  ) {}

  /**
   * Do something with the database; when the connection turns out to be dead, open it again and
   * repeat it once. The work must be one transaction: a dead connection stored nothing of it.
   */
  use<Result>(work: (database: IDBPDatabase<PhoneDatabase>) => Promise<Result>): Promise<Result> {
    const { codec } = this;
    return this.raw(codec === null ? work : (database) => work(through(codec, database)));
  }

  /** The same without the codec: records as they lie there. */
  async raw<Result>(work: (database: IDBPDatabase<PhoneDatabase>) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.#open());
    } catch (error) {
      if (isFull(error)) throw new StorageFull(error);
      if (!isLostConnection(error) || this.#closed) throw error;
      this.#opening = null;
      const result = await work(await this.#open()).catch((again: unknown) => {
        throw isFull(again) ? new StorageFull(again) : again;
      });
      this.tell("reopened");
      return result;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opening = this.#opening;
    this.#opening = null;
    if (opening !== null) (await opening).close();
  }

  #open(): Promise<IDBPDatabase<PhoneDatabase>> {
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #connect(): Promise<IDBPDatabase<PhoneDatabase>> {
    if (typeof indexedDB === "undefined") throw new NoStorage("no IndexedDB");
    try {
      return await openDB<PhoneDatabase>(databaseName(this.person_uuid), this.version, {
        upgrade: (database, from, to, transaction) => {
          for (const migrate of MIGRATIONS.slice(from, to ?? DATABASE_VERSION)) {
            migrate(database, transaction);
          }
        },
        // An old tab holds the database open: said, not waited for in silence.
        blocked: () => this.tell("blocked"),
        // This is the old tab: let go at once, so that the new version does not hang.
        blocking: (_current, _blocked, event) => {
          (event.target as IDBDatabase).close();
          this.#opening = null;
          this.#closed = true;
          this.tell("superseded");
        },
        terminated: () => {
          this.#opening = null;
        },
      });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      if (name === "SecurityError" || name === "InvalidStateError" || name === "UnknownError") {
        throw new NoStorage(error);
      }
      throw error;
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

function isLostConnection(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    (error.name === "InvalidStateError" || error.name === "AbortError" || error.name === "UnknownError")
  );
}
