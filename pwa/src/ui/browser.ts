/** What this browser offers beyond the common: installing, waking up for a network, the battery. */
import { signal } from "@preact/signals";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: "accepted" | "dismissed" }>;
}

const prompt = signal<InstallPrompt | null>(null);

/**
 * How the application gets onto the home screen.
 *
 * - `offered`: the browser asks when told to.
 * - `by_hand`: iPhone and iPad, by the share menu.
 * - `installed`: it runs from the home screen.
 * - `none`: the browser's own menu, if at all.
 */
export type Installing = "offered" | "by_hand" | "installed" | "none";

export function installing(): Installing {
  const standalone = (navigator as Navigator & { standalone?: boolean }).standalone;
  if (standalone === true || matchMedia("(display-mode: standalone)").matches) return "installed";
  if (prompt.value !== null) return "offered";
  return standalone === false ? "by_hand" : "none";
}

export async function install(): Promise<void> {
  const offered = prompt.peek();
  if (offered === null) return;
  await offered.prompt();
  if ((await offered.userChoice).outcome === "accepted") prompt.value = null;
}

export function listenForInstalling(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    // Kept for a quiet place instead of a bar over the work.
    event.preventDefault();
    prompt.value = event as InstallPrompt;
  });
  window.addEventListener("appinstalled", () => {
    prompt.value = null;
  });
}

/** Let the browser wake this application when there is a network, where it can (Background Sync). */
export async function wakeForNetwork(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers?.controller == null) return;
  const registration = (await workers.ready) as ServiceWorkerRegistration & {
    readonly sync?: { register(tag: string): Promise<void> };
  };
  await registration.sync?.register("qms-send").catch(() => undefined);
}

export interface Battery {
  /** From 0 to 1. */
  readonly level: number;
  readonly charging: boolean;
}

/** Null where the browser does not tell. */
export async function battery(): Promise<Battery | null> {
  const asked = (navigator as Navigator & { getBattery?: () => Promise<Battery> }).getBattery;
  return (await asked?.call(navigator).catch(() => null)) ?? null;
}
