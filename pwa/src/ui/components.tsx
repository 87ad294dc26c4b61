/** Small parts that every screen uses. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RecordState } from "../domain/view";
import { currentPhone } from "./session";
import { exactly, moment, t, type Key } from "./i18n";

/** Shapes drawn on a 24-unit grid; a state is always a word and a shape, never colour alone. */
const ICONS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  double: "M2.5 12.5L7 17l8.5-9M11 16l1 1 9.5-9.5",
  cross: "M6 6l12 12M18 6L6 18",
  alert: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.3",
  dash: "M5 12h14",
  phone:
    "M8 3h8a1.5 1.5 0 011.5 1.5v15A1.5 1.5 0 0116 21H8a1.5 1.5 0 01-1.5-1.5v-15A1.5 1.5 0 018 3zM11 18h2",
  fork: "M6 4v5a4 4 0 004 4h4a4 4 0 014 4v3M18 4v3a4 4 0 01-4 4M6 20v-4",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7.5V12l3 2",
  camera:
    "M4 8h3l1.5-2.5h7L17 8h3a1 1 0 011 1v9a1 1 0 01-1 1H4a1 1 0 01-1-1V9a1 1 0 011-1zM12 10a3.2 3.2 0 100 6.4A3.2 3.2 0 0012 10z",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 8.5h7M8.5 12h5",
  flag: "M6 21V4M6 5c4-2.5 7 2.5 12 0v8c-5 2.5-8-2.5-12 0",
  back: "M14.5 5L8 12l6.5 7",
  next: "M12 5v13M6 12.5l6 6 6-6",
  list: "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.5M4 12h.5M4 17.5h.5",
  send: "M12 19V5M6 11l6-6 6 6",
  pen: "M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7l3.5 3.5",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20.5 20.5",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  undo: "M4 9h10a5.5 5.5 0 010 11H9M8 4.5L3.5 9 8 13.5",
  plus: "M12 5v14M5 12h14",
  cloud: "M7 18.5a4.5 4.5 0 01-.4-9A6 6 0 0118 10.6a4 4 0 01-.6 7.9z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.5",
  blur: "M4 4h4v4H4zM10 4h4v4h-4zM4 10h4v4H4zM16 10h4v4h-4zM10 16h4v4h-4z",
  arrow: "M5 19L18 6M9 6h9v9",
  book: "M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3zM5 17a3 3 0 013-3h11M9 8h6",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  mic: "M12 3.5a3 3 0 00-3 3v5a3 3 0 006 0v-5a3 3 0 00-3-3zM5.5 11.5a6.5 6.5 0 0013 0M12 18v3",
  off: "M3 3l18 18M7 18.5a4.5 4.5 0 01-.4-9M10 5.6a6 6 0 018 5 4 4 0 012.6 6.4",
} as const;
export type IconName = keyof typeof ICONS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={ICONS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

const STATE_ICONS: Readonly<Record<RecordState, IconName>> = {
  local: "phone",
  sent: "check",
  verified: "double",
  conflict: "fork",
  refused: "cross",
  quarantined: "clock",
  incomplete: "clock",
};

/** The state of a record: always in view. */
export function StateChip({ state, beside = false }: { state: RecordState; beside?: boolean }): JSX.Element {
  return (
    <span
      class={`chip state-${state}`}
      data-testid={beside ? "record-state" : "sync-state"}
      data-state={state}
    >
      <Icon name={STATE_ICONS[state]} />
      {t(state)}
    </span>
  );
}

export function When({ time }: { time: string | null }): JSX.Element | null {
  return time === null ? null : (
    <time dateTime={time} title={exactly(time)}>
      {moment(time)}
    </time>
  );
}

export type Tone = "plain" | "good" | "warn" | "bad";
const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  plain: "cloud",
  good: "check",
  warn: "alert",
  bad: "alert",
};

export function Notice({
  tone,
  title,
  children,
  actions,
}: {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}): JSX.Element {
  return (
    <section class={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={TONE_ICONS[tone]} />
      <div>
        <strong>{title}</strong>
        {children !== undefined && <p>{children}</p>}
        {actions !== undefined && <div class="row">{actions}</div>}
      </div>
    </section>
  );
}

export function Empty({
  title,
  text,
  icon,
  children,
  main = false,
}: {
  title: string;
  text?: string;
  icon: IconName;
  children?: ComponentChildren;
  /** Whether it is all there is on the screen, so that its title is the screen's. */
  main?: boolean;
}): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} />
      </span>
      {main ? <h1>{title}</h1> : <h2>{title}</h2>}
      {text !== undefined && <p>{text}</p>}
      {children}
    </div>
  );
}

/** A question that stops the screen; Escape and the backdrop mean no. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "wide" : ""}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current && !wide) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" class="quiet square" aria-label={t("close")} onClick={onClose}>
            <Icon name="cross" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export function Confirm({
  title,
  text,
  yes,
  onYes,
  onNo,
}: {
  title: string;
  text: string;
  yes: string;
  onYes: () => void;
  onNo: () => void;
}): JSX.Element {
  return (
    <Dialog title={title} onClose={onNo}>
      <p>{text}</p>
      <div class="row end">
        <button type="button" onClick={onNo}>
          {t("cancel")}
        </button>
        <button type="button" class="danger" onClick={onYes}>
          {yes}
        </button>
      </div>
    </Dialog>
  );
}

/**
 * A picture kept on this phone, by its SHA-256; a word in its place where the bytes are elsewhere, or
 * where they are no picture that this browser can show (a PDF, a HEIC photograph).
 */
export function Thumbnail({ sha256, alt, own }: { sha256: string; alt: string; own: boolean }): JSX.Element {
  const [address, setAddress] = useState<string | null>(null);
  const [absent, setAbsent] = useState(false);
  const [kind, setKind] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void currentPhone()
      .blob(sha256)
      .then((blob) => {
        if (gone) return;
        if (blob === null) setAbsent(true);
        else if (/pdf|hei[cf]/.test(blob.type)) setKind(blob.type);
        else setAddress((made = URL.createObjectURL(blob)));
      });
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [sha256]);
  if (absent) return <span class="thumb gone">{t(own ? "photo_removed" : "photo_elsewhere")}</span>;
  if (kind !== null) return <span class="thumb gone">{alt || (kind.split("/")[1] ?? "").toUpperCase()}</span>;
  return address === null ? (
    <span class="thumb" />
  ) : (
    <img
      class="thumb"
      src={address}
      alt={alt || t("photo_alt")}
      loading="lazy"
      decoding="async"
      onError={() => setKind("image/?")}
    />
  );
}

export function Progress({
  done,
  total,
  label,
}: {
  done: number;
  total: number;
  label: string;
}): JSX.Element {
  return <progress value={done} max={Math.max(1, total)} aria-label={label} />;
}

/** Offer a file for saving. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * A text that saves itself: 400 ms after the last key, a second after the first one that is not
 * saved, and when the screen goes away. With `by_word` also after each word, for texts whose saved
 * record grows in place: a killed browser costs the word being typed.
 */
export function useAutosave(
  text: string,
  save: (text: string) => Promise<void>,
  by_word = false,
): { draft: string; failed: boolean; type: (text: string) => void; flush: () => void } {
  const [draft, setDraft] = useState(text);
  const [failed, setFailed] = useState(false);
  const box = useRef({
    pending: null as string | null,
    since: 0,
    in_flight: 0,
    timer: 0,
    saved: text,
    saving: Promise.resolve(),
    save,
  });
  box.current.save = save;
  const flush = useRef(() => {
    const state = box.current;
    clearTimeout(state.timer);
    const pending = state.pending;
    state.pending = null;
    if (pending === null || pending === state.saved) return;
    state.saved = pending;
    state.in_flight += 1;
    state.saving = state.saving
      .then(() => state.save(pending))
      .then(
        () => setFailed(false),
        () => {
          state.saved = "\u0000";
          setFailed(true);
        },
      )
      .finally(() => {
        state.in_flight -= 1;
      });
  }).current;
  useEffect(() => {
    // Somebody else's change is taken over only while this person is not typing, and an earlier
    // text of their own, stored while a later one is on its way, never.
    if (box.current.pending === null && box.current.in_flight === 0 && text !== box.current.saved) {
      box.current.saved = text;
      setDraft(text);
    }
  }, [text]);
  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === "hidden") flush();
    };
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", flush);
    return () => {
      flush();
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", flush);
    };
  }, []);
  const type = (now: string) => {
    setDraft(now);
    const state = box.current;
    const word_ended = by_word && words(now) !== words(state.pending ?? state.saved);
    if (state.pending === null) state.since = performance.now();
    state.pending = now;
    clearTimeout(state.timer);
    if (word_ended) return flush();
    state.timer = window.setTimeout(
      flush,
      Math.max(0, Math.min(AUTOSAVE, state.since + LONGEST_UNSAVED - performance.now())),
    );
  };
  return { draft, failed, type, flush };
}

/** Milliseconds after the last key. */
const AUTOSAVE = 400;
/** Milliseconds after the first key that is not saved, however quickly others follow. */
const LONGEST_UNSAVED = 1_000;

function words(text: string): number {
  return text.split(/\s+/).length;
}

export function label(key: Key): string {
  return t(key);
}
