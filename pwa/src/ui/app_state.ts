/** The shell around the work: who starts, which screen, and what the browser promises. */
import { signal } from "@preact/signals";
import {
  forgetLast,
  forgottenPerson,
  knownPeople,
  lastPerson,
  remember,
  erase,
  type KnownPerson,
} from "../storage/people";
import { draftsOf, keepWaitingDrafts } from "../storage/drafts";
import { Phone } from "../storage/phone";
import { readVault } from "../storage/vault_record";
import { Engine } from "../sync/engine";
import * as messages from "../sync/messages";
import { Transport } from "../sync/transport";
import { listenForInstalling } from "./browser";
import { locale, speak } from "./i18n";
import { loadAll } from "./later";
import * as session from "./session";

declare const __APP_VERSION__: string;
export const VERSION: string = __APP_VERSION__;
export const API = new URL("../api/sync/v1/", document.baseURI).href;

export type Tab = "sheet" | "findings" | "photos" | "sign";
export type Route =
  | { readonly name: "audits" }
  | { readonly name: "sync" }
  | { readonly name: "ready" }
  | { readonly name: "audit"; readonly audit: string; readonly tab: Tab; readonly question: string | null };

/** What the browser promises about storage; null until it was asked. */
export interface Promises {
  readonly persisted: boolean;
  readonly free: number | null;
  /** Whether the application starts without a network, and every screen of it is at hand. */
  readonly shell: boolean;
}

export const route = signal<Route>(readRoute());
export const promises = signal<Promises | null>(null);
/**
 * `welcome`: nobody is known here and there is no network or sign-in yet. `locked`: a PIN is asked for.
 */
export const stage = signal<"starting" | "welcome" | "locked" | "working">("starting");
/** Whose data waits behind a PIN. */
export const locked = signal<{ readonly phone: Phone; readonly known: KnownPerson } | null>(null);
export const welcome_reach = signal<"unknown" | "offline" | "portal" | "signed_out">("unknown");
export const update_waiting = signal<ServiceWorker | null>(null);
/** A newer version was switched on in another tab; this one goes on until its person reloads it. */
export const update_elsewhere = signal(false);
let asked_for_update = false;

/** Switch the waiting version on: only by its person's word, and only this tab reloads by itself. */
export function applyUpdate(): void {
  asked_for_update = true;
  update_waiting.peek()?.postMessage({ type: "activate" });
}

export function versionChanged(): void {
  if (asked_for_update) location.reload();
  else update_elsewhere.value = true;
}

function readRoute(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [first, audit, tab] = path.split("/");
  if (first === "sync" || first === "ready") return { name: first };
  if (first !== "audit" || audit === undefined) return { name: "audits" };
  const known: Tab = tab === "findings" || tab === "photos" || tab === "sign" ? tab : "sheet";
  return { name: "audit", audit, tab: known, question: new URLSearchParams(query).get("question") };
}

export function go(to: string): void {
  location.hash = to;
}

export function signInAddress(): string {
  return new URL(`sign-in?next=${encodeURIComponent(location.pathname + location.hash)}`, document.baseURI)
    .href;
}

/** Ask the browser about storage again, and for lasting storage when `asking`. */
export async function checkPromises(asking = false): Promise<void> {
  const storage = navigator.storage as StorageManager | undefined;
  const persisted = asking
    ? await storage?.persist?.().catch(() => false)
    : await storage?.persisted?.().catch(() => false);
  const estimate = await storage?.estimate?.().catch(() => null);
  const free = estimate?.quota === undefined ? null : Math.max(0, estimate.quota - (estimate.usage ?? 0));
  const kept = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller != null;
  const shell = kept && promises.value?.shell === true;
  promises.value = { persisted: persisted === true, free, shell };
  if (!kept || shell) return;
  // That files are kept is not that they come: only what is here is promised.
  await idle();
  const complete = await loadAll();
  promises.value = { ...promises.value, shell: complete };
}

/** Until the first screen has been drawn and nobody is touching it. */
async function idle(): Promise<void> {
  await new Promise<void>((done) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => done(), { timeout: 2_000 });
    else setTimeout(done, 200);
  });
}

/** Start: the person who was here last opens at once; the network is asked beside it. */
export async function start(): Promise<void> {
  window.addEventListener("hashchange", () => {
    route.value = readRoute();
  });
  listenForInstalling();
  session.whenVaultChanges(() => void vaultChangedElsewhere());
  window.addEventListener("beforeunload", (event) => {
    if (session.holds()) event.preventDefault();
  });
  await speak(navigator.language.startsWith("en") ? "en" : "pl");
  if (typeof indexedDB === "undefined") {
    session.failure.value = "no_storage";
    return;
  }
  const last = lastPerson() ?? (await forgottenPerson());
  if (last !== null) {
    await work(last);
    performance.measure("qms:offline-open");
  } else {
    await greet();
  }
  void checkPromises();
}

/** Nobody is known here: who is signed in? */
export async function greet(): Promise<void> {
  const reply = await transport(() => undefined).ask({ method: "GET", path: "hello", patience: 20_000 });
  const hello = reply.kind === "answered" && reply.status === 200 ? messages.hello(reply.body) : null;
  if (hello !== null) {
    await work(remember({ uuid: hello.person.uuid, name: hello.person.name, locale: hello.person.locale }));
    return;
  }
  welcome_reach.value =
    reply.kind === "answered" ? "signed_out" : reply.why === "portal" ? "portal" : "offline";
  stage.value = "welcome";
}

/** Open this person's own database and queue (step 2.1). */
export async function work(known: KnownPerson): Promise<void> {
  session.end();
  await speak(known.locale);
  const phone = new Phone(
    { uuid: known.uuid, name: known.name },
    () => crypto.randomUUID(),
    (what) => {
      if (what !== "reopened") session.news.value = what;
    },
  );
  try {
    await open(phone, known);
  } catch (error) {
    console.error(error);
    session.failure.value = error instanceof Error && error.name === "NoStorage" ? "no_storage" : "read";
    stage.value = "working";
  }
}

async function open(phone: Phone, known: KnownPerson): Promise<void> {
  draftsOf(known.uuid, () => phone.connection.codec);
  if ((await readVault(phone)) !== null && phone.connection.codec === null) {
    locked.value = { phone, known };
    stage.value = "locked";
    return;
  }
  locked.value = null;
  await keepWaitingDrafts();
  const existed = await phone.connection.use((database) => database.get("meta", "self"));
  // The browser cleared the database but not this note: what was unsent there is lost, and is told.
  const lost =
    existed === undefined && known.device !== null
      ? { device: known.device, mutations: known.mutations, evidence: known.evidence, reported: false }
      : null;
  const its = await phone.self(deviceLabel(), lost);
  session.self.value = its;
  let offset = its.clock_offset;
  const engine = new Engine({
    phone,
    app_version: VERSION,
    user_agent: navigator.userAgent,
    transport: transport((measured) => {
      if (Math.abs(measured - offset) < 1_000) return;
      offset = measured;
      void phone.changeSelf({ clock_offset: measured }).then((now) => {
        session.self.value = now;
      });
    }),
    now: () => Date.now(),
    chance: () => Math.random(),
    stored: () => session.storedByEngine(),
    greeted: (hello) => {
      if (hello.person.uuid === known.uuid) remember({ uuid: known.uuid, name: hello.person.name });
    },
    onStatus: (status) => {
      session.status.value = status;
    },
    exclusively: async (name, task) => {
      const locks = navigator.locks as LockManager | undefined;
      if (locks === undefined) return task().then(() => true);
      return locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock === null) return false;
        await task();
        return true;
      });
    },
    timers: {
      set: (task, milliseconds) => setTimeout(task, milliseconds),
      clear: (timer) => clearTimeout(timer as number),
    },
  });
  remember({ uuid: known.uuid, device: its.device });
  await session.begin(remember({ uuid: known.uuid }), phone, engine);
  stage.value = "working";
  listen(engine);
  if (navigator.onLine) engine.online();
  else engine.offline();
}

/** After the PIN. */
export async function unlocked(): Promise<void> {
  const behind = locked.peek();
  if (behind !== null) await open(behind.phone, behind.known);
}

/**
 * A PIN was set or taken away in another tab: this one has the wrong keys. Its person gives the new
 * PIN, if there is one; what they were typing waits for that in memory, and is stored then.
 */
async function vaultChangedElsewhere(): Promise<void> {
  const known = session.person.peek();
  if (known === null || stage.peek() !== "working") return;
  const phone = session.currentPhone();
  const vault = await readVault(phone);
  const { codec } = phone.connection;
  const same = (vault?.id ?? null) === (codec?.vault ?? null);
  if (same && (vault?.phase === "opening") === (codec?.opening ?? false)) return;
  stage.value = "starting";
  session.failure.value = null;
  session.forgetShown();
  await work(known);
  await phone.connection.close();
}

/** Milliseconds out of sight after which a phone with a PIN asks for it again. */
const LOCKS_AFTER = 300_000;
let hidden_at = 0;

let listening: AbortController | null = null;

function listen(engine: Engine): void {
  listening?.abort();
  listening = new AbortController();
  const { signal: until } = listening;
  window.addEventListener("online", () => engine.online(), { signal: until });
  window.addEventListener("offline", () => engine.offline(), { signal: until });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "hidden") {
        hidden_at = Date.now();
        return;
      }
      // The keys live in this page's memory only: reloading it is locking it. Drafts are kept.
      const protects = session.currentPhone().connection.codec !== null;
      if (protects && hidden_at > 0 && Math.abs(Date.now() - hidden_at) >= LOCKS_AFTER) location.reload();
      else engine.online();
    },
    { signal: until },
  );
  navigator.serviceWorker?.addEventListener(
    "message",
    (event: MessageEvent<{ type?: unknown } | null>) => {
      if (event.data?.type === "network") engine.online();
    },
    { signal: until },
  );
}

function transport(onClock: (offset: number) => void): Transport {
  return new Transport({
    base: API,
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    language: () => locale.value,
    onClock,
  });
}

/** A first name for this phone that its person can change. */
function deviceLabel(): string {
  const agent = navigator.userAgent;
  const kind =
    /iPhone|iPad/.exec(agent)?.[0] ??
    (agent.includes("Android")
      ? (/Android[^;]*; ([^;)]+)/.exec(agent)?.[1] ?? "Android")
      : /Windows|Mac|Linux/.exec(agent)?.[0]);
  return `${kind ?? "Web"}`.trim();
}

export function changeLanguage(): void {
  void speak(locale.peek() === "pl" ? "en" : "pl").then(() => {
    const known = session.person.peek();
    if (known !== null) session.person.value = remember({ uuid: known.uuid, locale: locale.peek() });
  });
}

export function othersWaiting(): KnownPerson[] {
  return knownPeople().filter(
    (known) => known.uuid !== session.person.value?.uuid && known.mutations + known.evidence > 0,
  );
}

/** Another person is signed in: their own data, their own queue. */
export function openAs(other: { uuid: string; name: string }): Promise<void> {
  session.forgetShown();
  go("/");
  return work(remember({ uuid: other.uuid, name: other.name }));
}

/** Finish on this phone. Unsent work stays for the next sign-in; otherwise nothing stays. */
export async function leave(): Promise<void> {
  const known = session.person.peek();
  const clean = session.unsent.peek() + session.counts.peek().rejected === 0;
  const connection = session.currentPhone().connection;
  session.end();
  await connection.close();
  if (known !== null && clean) await erase(known.uuid);
  else forgetLast();
  // The session belongs to the host, whose page has its own way of signing out. A network is not a server.
  if (session.status.peek().reach === "online") location.href = new URL("../", document.baseURI).href;
  else location.reload();
}
