/** Evidence, findings and signatures: the server's records with this phone's own log laid over. */
import { needsDecision, type FindingClass, type LogEntry } from "./mutations";
import { isVerified, type KeptReceipt } from "./receipt";
import type { EvidenceData, FindingData } from "./records";
import type { AuditRecords, EvidenceView, FindingView, RecordState, SignatureView } from "./view";

/** The state of a line of the log for the eye. */
export function stateOf(entry: LogEntry, receipt: KeptReceipt | undefined): RecordState {
  if (entry.state === "waiting") return "local";
  if (entry.state === "rejected") return "refused";
  if (entry.state === "quarantined") return "quarantined";
  // Whether it conflicts still is derived from what stands, not from the receipt of that moment.
  return isVerified(entry, receipt) ? "verified" : "sent";
}

export function evidenceOf(records: AuditRecords): EvidenceView[] {
  const found = new Map<string, EvidenceView>();
  const stateFor = (
    data: EvidenceData,
    entry: LogEntry | undefined,
  ): Pick<EvidenceView, "state" | "received" | "reason"> => {
    const upload = records.uploads.get(data.sha256);
    const bytes = upload?.state === "verified" ? "verified" : (upload?.state ?? data.state);
    const reason = upload?.reason ?? null;
    const received = upload?.received ?? (bytes === "verified" ? data.size : 0);
    if (entry?.state === "rejected" || bytes === "refused")
      return { state: "refused", received, reason: reason ?? entry?.receipt?.reason?.message ?? null };
    if (entry?.state === "quarantined") return { state: "quarantined", received, reason };
    if (entry?.state === "waiting") return { state: "local", received, reason };
    return { state: bytes === "verified" ? "verified" : "incomplete", received, reason };
  };
  for (const stored of records.evidence) {
    const own = records.uploads.has(stored.data.sha256);
    found.set(stored.uuid, {
      uuid: stored.uuid,
      data: stored.data,
      own,
      ...stateFor(stored.data, undefined),
    });
  }
  for (const entry of records.log) {
    const { mutation } = entry;
    if (entry.settled === "given_up") continue;
    if (mutation.name === "evidence.attach" && !found.has(mutation.args.evidence)) {
      const { audit: _audit, evidence, ...args } = mutation.args;
      const data: EvidenceData = { ...args, author: records.person, device: records.device, state: "absent" };
      found.set(evidence, { uuid: evidence, data, own: true, ...stateFor(data, entry) });
    } else if (mutation.name === "evidence.caption" && entry.state === "waiting") {
      const item = found.get(mutation.args.evidence);
      if (item !== undefined) {
        found.set(item.uuid, { ...item, data: { ...item.data, caption: mutation.args.caption } });
      }
    }
  }
  return [...found.values()];
}

export function findingsOf(records: AuditRecords): FindingView[] {
  const found = new Map<string, FindingView>();
  for (const { uuid, data, version } of records.findings) {
    found.set(uuid, {
      uuid,
      data,
      version,
      own: data.author.uuid === records.person.uuid,
      state: "verified",
    });
  }
  for (const entry of records.log) {
    const { mutation } = entry;
    if (entry.settled === "given_up") continue;
    const state = stateOf(entry, records.receipt);
    if (mutation.name === "finding.raise") {
      const known = found.get(mutation.args.finding);
      if (known !== undefined) {
        found.set(known.uuid, { ...known, state });
        continue;
      }
      const { audit: _audit, finding, ...args } = mutation.args;
      const number =
        typeof entry.receipt?.result["number"] === "string" ? entry.receipt.result["number"] : null;
      const data: FindingData = {
        ...args,
        number,
        state: "open",
        author: records.person,
        raised_at: mutation.at,
      };
      found.set(finding, { uuid: finding, data, version: 1, own: true, state });
    } else if (mutation.name === "finding.amend") {
      const known = found.get(mutation.args.finding);
      if (known === undefined) continue;
      if (
        entry.state === "waiting" ||
        (entry.state === "applied" && known.version <= mutation.args.base_version)
      ) {
        const { audit: _audit, finding: _finding, base_version, ...texts } = mutation.args;
        const { class_name, ...data } = known.data;
        // The office's own name goes with the class that it was given for.
        const named = texts.class === undefined || texts.class === data.class;
        found.set(known.uuid, {
          ...known,
          data: { ...data, ...(named && class_name !== undefined && { class_name }), ...definedOnly(texts) },
          version: base_version + 1,
          state,
        });
      } else if (needsDecision(entry)) {
        found.set(known.uuid, { ...known, state: "refused" });
      }
    }
  }
  return [...found.values()];
}

function definedOnly(texts: {
  class?: FindingClass;
  clause?: string;
  requirement?: string;
  statement?: string;
  evidence_text?: string;
}): Partial<FindingData> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}

export function signaturesOf(records: AuditRecords): SignatureView[] {
  const found = new Map<string, SignatureView>();
  for (const { uuid, data } of records.signatures) found.set(uuid, { uuid, data, state: "verified" });
  for (const entry of records.log) {
    const { mutation } = entry;
    if (mutation.name !== "sheet.sign" || entry.settled === "given_up") continue;
    const state = stateOf(entry, records.receipt);
    const known = found.get(entry.id);
    const { audit: _audit, ...args } = mutation.args;
    found.set(entry.id, {
      uuid: entry.id,
      state,
      data: known?.data ?? { ...args, author: records.person, signed_at: mutation.at },
    });
  }
  return [...found.values()];
}
