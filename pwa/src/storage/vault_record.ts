/** The record of a PIN, and the recovery code on its way to the server. Knows no cipher. */
import type { Phone } from "./phone";
import type { Vault } from "./schema";
import type { Codec } from "./sealing";

/** What the recovery code is bound to while it waits. */
export const CODE = "recovery code";

export function readVault(phone: Phone): Promise<Vault | null> {
  return phone.connection.raw(async (database) => (await database.get("vault", "vault")) ?? null);
}

export async function keepVault(phone: Phone, vault: Vault | null): Promise<void> {
  await phone.connection.raw(async (database) => {
    const transaction = database.transaction("vault", "readwrite", { durability: "strict" });
    if (vault === null) await transaction.store.delete("vault");
    else await transaction.store.put(vault, "vault");
    await transaction.done;
  });
}

/**
 * Change the record as it is now, in one transaction: what another tab or the sending of the recovery
 * code did meanwhile is not undone. A vault that is gone stays gone.
 *
 * @returns the record as it is kept; null when there is none.
 */
export function changeVault(phone: Phone, changes: Partial<Vault> | ((vault: Vault) => Partial<Vault>)) {
  return phone.connection.raw(async (database): Promise<Vault | null> => {
    const transaction = database.transaction("vault", "readwrite", { durability: "strict" });
    const present = await transaction.store.get("vault");
    if (present === undefined) return null;
    const changed = { ...present, ...(typeof changes === "function" ? changes(present) : changes) };
    await Promise.all([transaction.store.put(changed, "vault"), transaction.done]);
    return changed;
  });
}

/** From here on everything is written by this codec; null for a phone without a PIN. */
export async function adopt(phone: Phone, codec: Codec | null, vault: Vault | null): Promise<void> {
  await keepVault(phone, vault);
  phone.connection.codec = codec;
}

/** The recovery code that the server has not taken yet (step 2.5); null when it has. */
export async function codeToSend(phone: Phone): Promise<string | null> {
  const vault = await readVault(phone);
  if (vault?.code_to_send == null) return null;
  return phone.connection.codec?.openText(vault.code_to_send, CODE) ?? null;
}

export async function codeWasTaken(phone: Phone): Promise<void> {
  await changeVault(phone, { code_to_send: null });
}
