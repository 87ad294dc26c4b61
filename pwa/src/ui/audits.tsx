/** My audits: what is mine, how far it is, and whether it would work in a basement. */
import type { JSX } from "preact";
import { Empty, Icon, Progress } from "./components";
import { promises } from "./app_state";
import { day, size, t, tn, type Key } from "./i18n";
import { cards, ledger, status, type Card } from "./session";
import { isProven } from "../domain/receipt";

export function Audits(): JSX.Element {
  const all = cards.value;
  if (all === null)
    return (
      <main class="page narrow" id="main" aria-busy="true">
        <p class="sr">{t("loading")}</p>
        <div class="skeleton" />
        <div class="skeleton" />
      </main>
    );
  const never = status.value.reach !== "online" && all.length === 0;
  return (
    <main class="page narrow" id="main">
      {all.length === 0 && status.value.phase !== "idle" && <Empty icon="cloud" title={t("audits_first")} />}
      {all.length === 0 &&
        status.value.phase === "idle" &&
        (never ? (
          <Empty icon="off" title={t("audits_first_offline")} />
        ) : (
          <Empty icon="list" title={t("audits_empty")} text={t("audits_empty_text")} />
        ))}
      {all.map((card) => (
        <AuditCard key={card.audit.uuid} card={card} />
      ))}
    </main>
  );
}

const LOW_SPACE = 50_000_000;

function AuditCard({ card }: { card: Card }): JSX.Element {
  const { audit, progress } = card;
  const { data } = audit;
  const promise = promises.value;
  const checklist = card.has_checklist || data.checklist === null;
  const low = promise?.free != null && promise.free < LOW_SPACE;
  const over = data.state === "closed" || data.state === "cancelled";
  const ready = checklist && promise?.shell === true && !low;
  const waiting = card.unsent.mutations + card.unsent.evidence;
  const proven = isProven(ledger.value?.receipts.get(audit.uuid));
  const done = t("answered_of", { done: progress.answered, total: progress.asked });
  return (
    <article class={`card audit ${audit.gone === true ? "faded" : ""}`} data-testid="audit-card">
      <header>
        <span class="number">{data.number}</span>
        <span class={`badge audit-${data.state}`}>{t(`state_${data.state}` as Key)}</span>
        <span class="grow" />
        {data.own_role !== null && <span class="hint">{t(`role_${data.own_role}` as Key)}</span>}
      </header>
      <h2>
        <a href={`#/audit/${audit.uuid}`}>{data.title}</a>
      </h2>
      <p>{data.units.map((unit) => unit.name).join(", ")}</p>
      <p class="hint">
        <Icon name="clock" />
        {data.planned_from === data.planned_to
          ? day(data.planned_from)
          : `${day(data.planned_from)} – ${day(data.planned_to)}`}
        {data.place ? `, ${data.place}` : ""}
      </p>
      {progress.asked > 0 && (
        <div class="overall">
          <Progress done={progress.answered} total={progress.asked} label={done} />
          <span class="hint">{done}</span>
        </div>
      )}
      <p class={`line ${waiting > 0 ? "warn" : "good"}`} data-testid="unsent-count">
        <Icon name={waiting > 0 ? "phone" : proven ? "double" : card.recorded ? "check" : "cloud"} />
        {waiting > 0
          ? tn("unsent_n", waiting)
          : proven
            ? t("receipt_complete")
            : t(card.recorded || progress.answered > 0 ? "all_sent" : "nothing_recorded")}
      </p>
      {audit.gone === true && <p class="flag">{t("gone")}</p>}
      {audit.gone !== true && !over && (
        <details class="readiness">
          <summary class={ready ? "good" : "warn"}>
            <Icon name={ready ? "check" : "alert"} />
            {t(ready ? "ready" : "not_ready")}
          </summary>
          <ul class="checks">
            <Check good={checklist} text={t(checklist ? "ready_checklist" : "ready_no_checklist")} />
            <Check
              good={promise?.shell === true}
              text={t(promise?.shell === true ? "ready_shell" : "ready_no_shell")}
            />
            <Check
              good={promise?.persisted === true}
              text={t(promise?.persisted === true ? "ready_storage" : "ready_no_storage")}
            />
            {promise?.free != null && (
              <Check
                good={!low}
                text={t(low ? "ready_low_space" : "ready_space", { space: size(promise.free) })}
              />
            )}
          </ul>
        </details>
      )}
    </article>
  );
}

function Check({ good, text }: { good: boolean; text: string }): JSX.Element {
  return (
    <li class={good ? "good" : "warn"}>
      <Icon name={good ? "check" : "alert"} />
      {text}
    </li>
  );
}
