/**
 * The sheet of the phone in a page of the designer: the phone's own components, its own rules and its
 * own store, the store being in memory. What is shown comes by message, or from the address that the
 * page names; what is answered goes nowhere.
 */
import { signal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Checklist } from "../src/domain/checklist";
import type { Change } from "../src/domain/records";
import { Phone } from "../src/storage/phone";
import { storePage } from "../src/storage/pulled";
import type { Engine } from "../src/sync/engine";
import { Empty } from "../src/ui/components";
import { locale, speak, t } from "../src/ui/i18n";
import * as session from "../src/ui/session";
import { Sheet } from "../src/ui/sheet";

const root = document.getElementById("app");
const AUDIT = "00000000-0000-4000-8000-00000000a0d1";
const CHECKLIST = "00000000-0000-4000-8000-00000000c4ec";
const PERSON = { uuid: "00000000-0000-4000-8000-0000000be4f0", name: "—" };

/** There is no server here: what would be sent stays where it is. */
const NOBODY = new Proxy({}, { get: () => () => Promise.resolve() }) as Engine;

const failed = signal(false);

let phone: Phone;
let shown = "";
let newest = 0;

async function begin(): Promise<void> {
  phone = new Phone({ ...PERSON, uuid: crypto.randomUUID() }, () => crypto.randomUUID());
  await phone.self();
  await session.begin(
    {
      ...phone.person,
      locale: locale.value,
      device: null,
      mutations: 0,
      evidence: 0,
    },
    phone,
    NOBODY,
  );
}

/** Show a checklist; answers that were given stay with their questions, as on a phone that pulls. */
async function show(content: Omit<Checklist, "content_hash">): Promise<void> {
  const print = JSON.stringify(content);
  if (print === shown) return;
  const mine = (newest += 1);
  shown = print;
  const content_hash = await digest(print);
  if (mine !== newest) return;
  const changes: Change[] = [
    {
      type: "audit",
      uuid: AUDIT,
      audit: AUDIT,
      version: mine,
      data: {
        number: "—",
        title: content.title_pl,
        kind: "internal",
        state: "in_progress",
        planned_from: null,
        planned_to: null,
        units: [],
        own_role: "lead",
        team: [],
        checklist: { uuid: CHECKLIST, content_hash, number: 1 },
      },
    },
    {
      type: "checklist",
      uuid: CHECKLIST,
      audit: AUDIT,
      version: mine,
      data: { ...content, content_hash },
    },
  ];
  await storePage(phone, { cursor: String(mine), more: false, changes }, new Date().toISOString());
  if (session.view.peek() === null) await session.openAudit(AUDIT);
  await session.refresh();
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function Preview() {
  const [jump, setJump] = useState<string | null>(null);
  useEffect(() => {
    const hear = (event: MessageEvent<{ type?: string; content?: Checklist; key?: string }>) => {
      if (event.origin !== location.origin) return;
      if (event.data.type === "qms-checklist" && event.data.content) void show(event.data.content);
      if (event.data.type === "qms-show") {
        setJump(null);
        setTimeout(() => setJump(event.data.key ?? null), 50);
      }
      if (event.data.type === "qms-reset") location.reload();
    };
    addEventListener("message", hear);
    if (window.parent !== window) window.parent.postMessage({ type: "qms-preview-ready" }, location.origin);
    return () => removeEventListener("message", hear);
  }, []);
  const view = session.view.value;
  if (failed.value) {
    return (
      <main>
        <Empty icon="alert" title={root?.dataset.failed ?? ""}>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t("retry")}
          </button>
        </Empty>
      </main>
    );
  }
  if (view === null) {
    return (
      <main>
        <p role="status">{t("loading")}</p>
      </main>
    );
  }
  return <Sheet view={view} read_only={false} jump={jump} />;
}

async function read(): Promise<Omit<Checklist, "content_hash">> {
  const answer = await fetch(root?.dataset.content ?? "");
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { content: Omit<Checklist, "content_hash"> }).content;
}

/** Begin; the stores of the browser must have been replaced before. */
export async function start(): Promise<void> {
  if (root === null) return;
  await speak(root.dataset.locale === "en" ? "en" : "pl");
  await begin();
  render(<Preview />, root);
  if (new URLSearchParams(location.search).has("embedded")) return;
  try {
    await show(await read());
  } catch {
    failed.value = true;
  }
}
