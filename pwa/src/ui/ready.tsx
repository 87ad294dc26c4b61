/** Before leaving for the archive: what would fail there, and one tap that mends it here. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { VERSION, applyUpdate, checkPromises, promises, signInAddress, update_waiting } from "./app_state";
import { battery, install, installing, type Battery } from "./browser";
import { Icon, When } from "./components";
import { exactly, size, span, t, tn } from "./i18n";
import { cards, clock_wrong, counts, self, sendNow, status, unsent, type Card } from "./session";
import { unsentWords } from "./unsent";

const LOW_SPACE = 50_000_000;
const LOW_BATTERY = 0.3;
const DAY = 86_400_000;

interface Line {
  readonly name: string;
  readonly good: boolean;
  /** Worth knowing, and no reason to stay. */
  readonly minor?: boolean;
  readonly text: ComponentChildren;
  readonly mend?: ComponentChildren;
}

export function Ready(): JSX.Element {
  const [power, setPower] = useState<Battery | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    void battery().then(setPower);
    void checkPromises();
  }, []);
  const busy = status.value.phase !== "idle";
  const get = (
    <button type="button" disabled={busy} onClick={() => void sendNow()}>
      {busy ? t(`phase_${status.value.phase}`) : t("ready_get")}
    </button>
  );
  const ask = () => void checkPromises(true).then(() => setRefused(promises.peek()?.persisted !== true));
  const lines = [
    ...audits(get),
    freshness(get),
    sending(busy),
    storage(ask, refused),
    space(),
    signIn(),
    clock(),
    version(),
    onHomeScreen(),
    ...(power === null ? [] : [charge(power)]),
  ];
  const todo = lines.filter((line) => !line.good && line.minor !== true).length;
  return (
    <main class="page narrow" id="main">
      <section class="card hero" aria-live="polite">
        <p class="big-count" data-testid="ready" data-todo={todo}>
          <Icon name={todo === 0 ? "double" : "alert"} />
          <strong>{todo === 0 ? t("ready_yes") : tn("ready_todo", todo)}</strong>
        </p>
      </section>
      <ul class="rows ready">
        {lines.map((line) => (
          <li key={line.name} class={line.good ? "good" : "warn"} data-good={line.good}>
            <Icon name={line.good ? "check" : line.minor === true ? "dash" : "alert"} />
            <div>
              <strong>{line.name}</strong>
              <span>{line.text}</span>
              {!line.good && line.mend !== undefined && <div class="row">{line.mend}</div>}
            </div>
          </li>
        ))}
      </ul>
    </main>
  );
}

function audits(get: JSX.Element): Line[] {
  const open = (cards.value ?? []).filter(
    ({ audit }) => audit.gone !== true && audit.data.state !== "closed" && audit.data.state !== "cancelled",
  );
  if (open.length === 0) return [{ name: t("audits"), good: false, text: t("ready_none"), mend: get }];
  return open.map((card) => {
    const good = card.has_checklist || card.audit.data.checklist === null;
    return {
      name: `${card.audit.data.number} ${card.audit.data.title}`,
      good,
      text: good ? carried(card) : t("ready_audit_missing"),
      mend: get,
    };
  });
}

function carried(card: Card): string {
  return t("ready_audit", {
    questions: tn("questions_n", card.progress.asked),
    texts: tn("texts_n", card.texts),
    earlier: tn("earlier_n", card.earlier),
  });
}

function freshness(get: JSX.Element): Line {
  const at = self.value?.synced_at ?? null;
  const good = at !== null && Date.now() - Date.parse(at) < DAY;
  return {
    name: t("ready_fresh"),
    good,
    text: at === null ? t("sync_never") : good ? <When time={at} /> : t("ready_stale"),
    mend: get,
  };
}

function sending(busy: boolean): Line {
  const good = unsent.value + counts.value.rejected === 0;
  return {
    name: t("ready_sent"),
    good,
    minor: true,
    text: good ? t("all_sent") : unsentWords(counts.value.mutations, counts.value.evidence),
    mend: (
      <button type="button" disabled={busy} onClick={() => void sendNow()}>
        {t("send_now")}
      </button>
    ),
  };
}

function storage(ask: () => void, refused: boolean): Line {
  const good = promises.value?.persisted === true;
  return {
    name: t("persisted"),
    good,
    text: t(good ? "persisted_yes" : refused ? "ready_persist_refused" : "ready_no_storage"),
    mend: (
      <button type="button" onClick={ask}>
        {t("persist_ask")}
      </button>
    ),
  };
}

function space(): Line {
  const free = promises.value?.free ?? null;
  const low = free !== null && free < LOW_SPACE;
  const room = free === null ? "–" : size(free);
  return {
    name: t("ready_space_title"),
    good: !low,
    text: low ? t("ready_low_space", { space: room }) : t("ready_space", { space: room }),
  };
}

function signIn(): Line {
  const until = self.value?.signed_in_until ?? null;
  const over = status.value.standing === "signed_out" || (until !== null && Date.parse(until) <= Date.now());
  return {
    name: t("ready_sign_in"),
    good: !over,
    text: over
      ? t("ready_sign_in_over")
      : until === null
        ? t("ready_sign_in_unknown")
        : t("ready_sign_in_until", { when: exactly(until) }),
    mend: (
      <a class="button" href={signInAddress()}>
        {t("sign_in_button")}
      </a>
    ),
  };
}

function clock(): Line {
  const offset = self.value?.clock_offset ?? 0;
  return {
    name: t("clock"),
    good: !clock_wrong.value,
    text: clock_wrong.value
      ? t(offset > 0 ? "clock_ahead" : "clock_behind", { time: span(offset) })
      : t("clock_ok"),
  };
}

function version(): Line {
  const shell = promises.value?.shell === true;
  const waiting = update_waiting.value !== null;
  return {
    name: `${t("version")} ${VERSION}`,
    good: shell && !waiting,
    text: t(waiting ? "ready_version_old" : shell ? "ready_shell" : "ready_no_shell"),
    mend: (
      <button type="button" onClick={() => (waiting ? applyUpdate() : location.reload())}>
        {t(waiting ? "update_button" : "reload")}
      </button>
    ),
  };
}

function onHomeScreen(): Line {
  const how = installing();
  return {
    name: t("install"),
    good: how === "installed",
    minor: true,
    text: t(how === "installed" ? "install_yes" : how === "by_hand" ? "install_ios" : "install_none"),
    mend:
      how === "offered" ? (
        <button type="button" onClick={() => void install()}>
          {t("install_button")}
        </button>
      ) : undefined,
  };
}

function charge(power: Battery): Line {
  const good = power.charging || power.level >= LOW_BATTERY;
  return {
    name: t("ready_battery"),
    good,
    text: t(good ? "ready_battery_ok" : "ready_battery_low", { level: Math.round(power.level * 100) }),
  };
}
