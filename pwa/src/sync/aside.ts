/** What a round says beside the work itself. */
import type { Reason } from "../domain/mutations";
import { codeToSend, codeWasTaken } from "../storage/vault_record";
import * as messages from "./messages";
import type { RoundParts } from "./round";

/** The message of step 4.1. */
export function pushBody(
  parts: Pick<RoundParts, "app_version" | "now">,
  device: string,
  clock_offset: number,
  unsent: { readonly mutations: number; readonly evidence: number; readonly since?: string | null },
  mutations: readonly unknown[],
): unknown {
  return {
    protocol: messages.PROTOCOL,
    device,
    app_version: parts.app_version,
    sent_at: new Date(parts.now()).toISOString(),
    clock_offset_ms: clock_offset,
    unsent: { mutations: unsent.mutations, evidence: unsent.evidence, since: unsent.since ?? null },
    mutations,
  };
}

/** Step 2.5: a server that knows no such address keeps the code waiting, and hinders nothing. */
export async function handOverCode({ phone, transport }: RoundParts): Promise<void> {
  const code = await codeToSend(phone);
  if (code === null) return;
  const { device } = await phone.self();
  const reply = await transport.ask({ method: "PUT", path: `devices/${device}/recovery`, json: { code } });
  if (reply.kind === "answered" && reply.status < 300) await codeWasTaken(phone);
}

const MOST = 100;
const MOST_BYTES = 1_000_000;

/**
 * Step 2.3.1: signed out, or was the account disabled? Only a push tells, and what it brings is kept
 * for review.
 *
 * @returns the server's word when it was disabled.
 */
export async function leaveForReview(parts: RoundParts): Promise<Reason | null> {
  const { phone, transport, now } = parts;
  let disabled: Reason | null = null;
  for (;;) {
    const mutations = await phone.takeWaiting(MOST, MOST_BYTES, new Date(now()));
    if (mutations.length === 0) return disabled;
    const { device, clock_offset } = await phone.self();
    const json = pushBody(parts, device, clock_offset, await phone.counts(), mutations);
    const reply = await transport.ask({ method: "POST", path: "push", json });
    if (reply.kind !== "answered" || reply.error?.code !== "sync.account_disabled") return disabled;
    disabled = reply.error;
    const result = messages.push(reply.body);
    await phone.keepReceipts(result?.receipts ?? [], result?.resend_from ?? null);
    parts.stored();
    if ((result?.receipts.length ?? 0) === 0) return disabled;
  }
}
