/** How long a wrong PIN makes wait, counted down on the screen. */
import { useEffect, useState } from "preact/hooks";
import type { Phone } from "../storage/phone";
import { waitOf } from "../storage/vault";
import { readVault } from "../storage/vault_record";

/** Milliseconds until the next attempt is taken. */
export async function waitNow(phone: Phone): Promise<number> {
  const vault = await readVault(phone);
  return vault === null ? 0 : waitOf(vault, Date.now());
}

/**
 * @param whenGone what to do when there is no PIN any more.
 * @returns milliseconds to wait, looked at every second, and the way to set them at once.
 */
export function useWait(
  phone: Phone | null,
  whenGone: () => void = () => undefined,
): [number, (wait: number) => void] {
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (phone === null) return;
    const look = () =>
      void readVault(phone).then((vault) => {
        if (vault === null) whenGone();
        setWait(vault === null ? 0 : waitOf(vault, Date.now()));
      });
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [phone]);
  return [wait, setWait];
}
