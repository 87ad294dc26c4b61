/** The phone's memory for one person: the log, the photographs, and what was pulled. */
import type { IDBPTransaction } from "idb";
import {
  canGrow,
  newEntry,
  needsDecision,
  toResend,
  withReceipt,
  type LogEntry,
  type Mutation,
  type MutationArgs,
  type MutationName,
  type Receipt,
} from "../domain/mutations";
import type { KeptReceipt } from "../domain/receipt";
import type { Person, Upload } from "../domain/records";
import { BALLAST, ballast } from "./ballast";
import { Connection, OtherVault, type ConnectionNews } from "./connection";
import type { KeptBlob, PhoneDatabase, PhoneStore, Self } from "./schema";

/** A mutation before it has a number. */
export type Draft = {
  [Name in MutationName]: { readonly name: Name; readonly args: MutationArgs[Name]; readonly id?: string };
}[MutationName];

/** A photograph to be stored in the same transaction as its mutation. */
export interface NewPhoto {
  readonly sha256: string;
  readonly blob: Blob;
  readonly audit: string;
  readonly media_type: string;
}

export interface Counts {
  readonly mutations: number;
  readonly evidence: number;
  readonly rejected: number;
  /** When the oldest of what waits was made, by the phone's clock (step 4.1.1). */
  readonly since: string | null;
}

export type Write = IDBPTransaction<PhoneDatabase, PhoneStore[], "readwrite">;

export class Phone {
  readonly connection: Connection;

  constructor(
    readonly person: Person,
    private readonly newId: () => string,
    tell?: (news: ConnectionNews) => void,
  ) {
    this.connection = new Connection(person.uuid, tell);
  }

  /** What the phone knows about itself; made at the first start, together with the ballast. */
  async self(label = "", lost: Self["lost"] = null): Promise<Self> {
    const present = await this.connection.use((database) => database.get("meta", "self"));
    if (present !== undefined) return present;
    return this.write(["meta", "blobs"], async (transaction) => {
      const known = await transaction.objectStore("meta").get("self");
      if (known !== undefined) return known;
      const made: Self = {
        person: this.person,
        device: this.newId(),
        label,
        registered_as: null,
        next_seq: 1,
        cursor: null,
        generation: 1,
        sweeping: false,
        clock_offset: 0,
        synced_at: null,
        lost,
      };
      await transaction.objectStore("meta").put(made, "self");
      await transaction.objectStore("blobs").put(ballast());
      return made;
    });
  }

  /**
   * Throw the ballast overboard: photographs may fill the storage, answers must still go in. What a
   * browser estimates as free is not to be trusted (some report a constant), so room is kept for real.
   *
   * @returns whether there was any.
   */
  async dropBallast(): Promise<boolean> {
    return this.write(["blobs"], async (transaction) => {
      const blobs = transaction.objectStore("blobs");
      const had = (await blobs.getKey(BALLAST)) !== undefined;
      await blobs.delete(BALLAST);
      return had;
    });
  }

  async changeSelf(changes: Partial<Omit<Self, "person" | "device" | "next_seq">>): Promise<Self> {
    return this.write(["meta"], async (transaction) => {
      const self = { ...(await selfIn(transaction)), ...changes };
      await transaction.objectStore("meta").put(self, "self");
      return self;
    });
  }

  /**
   * Append to the log, everything of one tap in one transaction: numbers, lines, photographs.
   *
   * A line of typing grows in place while nobody has seen it (`canGrow`), so that a paragraph is
   * one record and not fifty.
   *
   * @param at the phone's clock.
   * @throws StorageFull when there is no room; then nothing was stored.
   */
  async append(
    drafts: readonly Draft[],
    at: Date,
    photos: readonly NewPhoto[] = [],
    settles?: number,
  ): Promise<LogEntry[]> {
    const stores: PhoneStore[] =
      photos.length > 0 ? ["meta", "mutations", "uploads", "blobs"] : ["meta", "mutations"];
    const { codec } = this.connection;
    // Before the transaction, which would not wait for it.
    const kept = await Promise.all(photos.map((photo) => this.#kept(photo.sha256, photo.blob)));
    return this.write(stores, async (transaction) => {
      // The PIN was set or taken away while the photographs were sealed: they would not fit.
      if (photos.length > 0 && this.connection.codec !== codec) throw new OtherVault();
      const mutations = transaction.objectStore("mutations");
      let self = await selfIn(transaction);
      const entries: LogEntry[] = [];
      for (const draft of drafts) {
        const last = await mutations.get(self.next_seq - 1);
        if (draft.name === "answer.record" && last?.audit === draft.args.audit) {
          const { question, sample, value, note } = draft.args;
          if (canGrow(last, question, sample, value, at.getTime())) {
            const args = { ...last.mutation.args, note };
            const grown: LogEntry = { ...last, mutation: { ...last.mutation, at: at.toISOString(), args } };
            await mutations.put(grown);
            entries.push(grown);
            continue;
          }
        }
        const { name, args } = draft;
        const mutation = {
          id: draft.id ?? this.newId(),
          seq: self.next_seq,
          name,
          at: at.toISOString(),
          args,
        } as Mutation;
        const entry = newEntry(mutation);
        await mutations.add(entry);
        self = { ...self, next_seq: self.next_seq + 1 };
        entries.push(entry);
      }
      for (const photo of photos) {
        const known = await transaction.objectStore("uploads").get(photo.sha256);
        const { sha256, audit, media_type, blob } = photo;
        if (known === undefined) {
          const upload: Upload = {
            sha256,
            audit,
            media_type,
            size: blob.size,
            state: "absent",
            received: 0,
            reason: null,
          };
          await transaction.objectStore("uploads").put(upload);
        }
      }
      for (const blob of kept) await transaction.objectStore("blobs").put(blob);
      if (settles !== undefined) {
        const old = await mutations.get(settles);
        if (old !== undefined && needsDecision(old)) await mutations.put({ ...old, settled: "mended" });
      }
      await transaction.objectStore("meta").put(self, "self");
      return entries;
    });
  }

  /** Decide about a rejected line: it stays in the log and is no longer asked about. */
  async giveUp(seq: number): Promise<void> {
    await this.write(["mutations", "uploads"], async (transaction) => {
      const mutations = transaction.objectStore("mutations");
      const entry = await mutations.get(seq);
      if (entry === undefined || !needsDecision(entry)) return;
      await mutations.put({ ...entry, settled: "given_up" });
      if (entry.mutation.name !== "evidence.attach") return;
      // Its bytes are no longer owed; they stay on the phone until the audit is over.
      const uploads = transaction.objectStore("uploads");
      const upload = await uploads.get(entry.mutation.args.sha256);
      if (upload !== undefined && upload.state !== "verified") {
        await uploads.put({ ...upload, state: "refused", reason: null });
      }
    });
  }

  /** The waiting lines in order, marked as handed to the network, within the limits of one push. */
  async takeWaiting(most: number, most_bytes: number, now: Date): Promise<Mutation[]> {
    return this.write(["mutations"], async (transaction) => {
      const mutations = transaction.objectStore("mutations");
      const waiting = await mutations.index("state").getAll("waiting", most);
      const taken: Mutation[] = [];
      let bytes = 0;
      for (const entry of waiting.sort((a, b) => a.seq - b.seq)) {
        bytes += new TextEncoder().encode(JSON.stringify(entry.mutation)).length;
        if (taken.length > 0 && bytes > most_bytes) break;
        taken.push(entry.mutation);
        if (entry.first_sent_at === null) await mutations.put({ ...entry, first_sent_at: now.toISOString() });
      }
      return taken;
    });
  }

  /**
   * Keep the receipts of a push and, when the server asks for it, set the log back (step 4.2.3).
   * A receipt of an unknown id is ignored. What the server lost is no longer proven, so receipts of
   * audits and the verification of photographs are asked for again.
   */
  async keepReceipts(receipts: readonly Receipt[], resend_from: number | null): Promise<number> {
    return this.write(
      ["mutations", "receipts", "uploads"],
      async (transaction) => {
        const mutations = transaction.objectStore("mutations");
        for (const receipt of receipts) {
          const entry = await mutations.index("id").get(receipt.id);
          if (entry !== undefined) await mutations.put(withReceipt(entry, receipt));
        }
        if (resend_from === null) return 0;
        let again = 0;
        let lost = false;
        for (
          let cursor = await mutations.openCursor(IDBKeyRange.lowerBound(resend_from));
          cursor !== null;
          cursor = await cursor.continue()
        ) {
          if (cursor.value.state !== "waiting") {
            await cursor.update(toResend(cursor.value));
            lost = true;
          }
          again += 1;
        }
        if (lost) {
          await transaction.objectStore("receipts").clear();
          const uploads = transaction.objectStore("uploads");
          for (const upload of await uploads.getAll()) {
            if (upload.state === "verified") await uploads.put({ ...upload, state: "absent", received: 0 });
          }
        }
        return again;
      },
      "relaxed",
    );
  }

  async highestAnswered(): Promise<number> {
    return this.connection.use(async (database) => {
      const cursor = await database.transaction("mutations").store.openCursor(null, "prev");
      for (let at = cursor; at !== null; at = await at.continue()) {
        if (at.value.state !== "waiting") return at.value.seq;
      }
      return 0;
    });
  }

  async log(audit?: string): Promise<LogEntry[]> {
    return this.connection.use((database) =>
      audit === undefined
        ? database.getAll("mutations")
        : database.getAllFromIndex("mutations", "audit", audit),
    );
  }

  async uploads(audit?: string): Promise<Upload[]> {
    return this.connection.use((database) =>
      audit === undefined ? database.getAll("uploads") : database.getAllFromIndex("uploads", "audit", audit),
    );
  }

  async keepUpload(upload: Upload): Promise<void> {
    await this.write(
      ["uploads"],
      async (transaction) => {
        await transaction.objectStore("uploads").put(upload);
      },
      "relaxed",
    );
  }

  async blob(sha256: string): Promise<Blob | null> {
    const kept = await this.connection.use((database) => database.get("blobs", sha256));
    if (kept === undefined) return null;
    const { blob, iv } = kept;
    if (iv === undefined) return blob;
    if (this.connection.codec === null) throw new OtherVault();
    return this.connection.codec.openPhoto(sha256, blob, iv);
  }

  /** Keep a photograph as photographs are kept now: sealed, or no longer. */
  async rewriteBlob(sha256: string): Promise<void> {
    const blob = await this.blob(sha256);
    if (blob === null) return;
    const kept = await this.#kept(sha256, blob);
    await this.write(["blobs"], async (transaction) => {
      const blobs = transaction.objectStore("blobs");
      if ((await blobs.getKey(sha256)) !== undefined) await blobs.put(kept);
    });
  }

  async #kept(sha256: string, blob: Blob): Promise<KeptBlob> {
    return { sha256, ...((await this.connection.codec?.sealPhoto(sha256, blob)) ?? { blob }) };
  }

  async keepReceipt(kept: KeptReceipt): Promise<void> {
    await this.write(
      ["receipts"],
      async (transaction) => {
        await transaction.objectStore("receipts").put(kept);
      },
      "relaxed",
    );
  }

  async receipts(): Promise<Map<string, KeptReceipt>> {
    const all = await this.connection.use((database) => database.getAll("receipts"));
    return new Map(all.map((kept) => [kept.audit, kept]));
  }

  async counts(): Promise<Counts> {
    return this.connection.use(async (database) => {
      const transaction = database.transaction(["mutations", "uploads"]);
      const states = transaction.objectStore("mutations").index("state");
      const uploads = transaction.objectStore("uploads").index("state");
      const [mutations, oldest, rejected, absent, partial] = await Promise.all([
        states.count("waiting"),
        states.get("waiting"),
        states.getAll("rejected"),
        uploads.count("absent"),
        uploads.count("partial"),
      ]);
      return {
        mutations,
        evidence: absent + partial,
        rejected: rejected.filter(needsDecision).length,
        since: oldest?.mutation.at ?? null,
      };
    });
  }

  /**
   * One transaction. `strict` has reached the disk when it resolves: for what exists nowhere else.
   * `relaxed` is for what the server can tell again; it survives a killed browser, not a power cut.
   */
  async write<Result>(
    stores: readonly PhoneStore[],
    work: (transaction: Write) => Promise<Result>,
    durability: IDBTransactionDurability = "strict",
  ): Promise<Result> {
    return this.connection.use(async (database) => {
      const touched: PhoneStore[] = [...stores, "vault"];
      const transaction = database.transaction(touched, "readwrite", { durability });
      // An abort surfaces through `done`; unobserved it would be an unhandled rejection.
      const done = transaction.done;
      done.catch(() => undefined);
      try {
        const vault = await transaction.objectStore("vault").get("vault");
        // Another tab set a PIN or takes it away: nothing may be written beside it. What were sealed
        // while the vault is being opened would be left behind without its keys.
        const { codec } = this.connection;
        if ((vault?.id ?? null) !== (codec?.vault ?? null)) throw new OtherVault();
        if ((vault?.phase === "opening") !== (codec?.opening ?? false)) throw new OtherVault();
        const result = await work(transaction as Write);
        await done;
        return result;
      } catch (error) {
        try {
          transaction.abort();
        } catch {
          // Already finished: the reason is on the transaction.
        }
        await done.catch(() => undefined);
        // A full disk aborts the whole transaction; the request that was running says only that.
        throw transaction.error?.name === "QuotaExceededError" ? transaction.error : error;
      }
    });
  }
}

export async function selfIn(transaction: Write): Promise<Self> {
  const self = await transaction.objectStore("meta").get("self");
  if (self === undefined) throw new Error("the phone has not been set up for this person");
  return self;
}
