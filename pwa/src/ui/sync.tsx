/** The sync screen: what waits, what was refused and why, what the server has proven. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { needsDecision, type LogEntry } from "../domain/mutations";
import { hashesMatch, isProven } from "../domain/receipt";
import type { Upload } from "../domain/records";
import { stateOf } from "../domain/view";
import { exportUnsent } from "../storage/export";
import { VERSION, changeLanguage, checkPromises, leave, promises } from "./app_state";
import { Confirm, Icon, Notice, Progress, StateChip, When, saveFile } from "./components";
import { locale, said, size, span, t, tn } from "./i18n";
import {
  cards,
  clock_wrong,
  counts,
  currentPhone,
  ledger,
  self,
  nameThisPhone,
  sendNow,
  status,
  unsent,
  view,
} from "./session";
import { PinCard } from "./pin_card";
import { unsentWords } from "./unsent";
import { RejectedBox, nameOf, screenOf } from "./ways_out";

const SHOWN = 50;

export function Sync(): JSX.Element {
  const now = ledger.value;
  const state = status.value;
  const busy = state.phase !== "idle";
  const waiting = now?.log.filter((entry) => entry.state === "waiting") ?? [];
  const decide = now?.log.filter(needsDecision) ?? [];
  const quarantined = now?.log.filter((entry) => entry.state === "quarantined") ?? [];
  const uploads = now?.uploads.filter((upload) => upload.state !== "verified") ?? [];
  return (
    <main class="page narrow" id="main">
      <section class="card hero" aria-live="polite">
        <p class="big-count" data-testid="unsent-count">
          <Icon name={unsent.value > 0 ? "phone" : "double"} />
          <strong>
            {unsent.value > 0
              ? unsentWords(counts.value.mutations, counts.value.evidence)
              : t(counts.value.rejected > 0 || quarantined.length > 0 ? "all_sent" : "sync_idle")}
          </strong>
        </p>
        {busy && (
          <>
            <p>{t(`phase_${state.phase}`)}</p>
            {state.phase === "pushing" && state.items.total > 0 && (
              <>
                <Progress done={state.items.done} total={state.items.total} label={t("phase_pushing")} />
                <p class="hint">{t("items_progress", state.items)}</p>
              </>
            )}
            {state.phase === "uploading" && state.bytes.total > 0 && (
              <>
                <Progress done={state.bytes.done} total={state.bytes.total} label={t("phase_uploading")} />
                <p class="hint">
                  {t("bytes_progress", { done: size(state.bytes.done), total: size(state.bytes.total) })}
                </p>
              </>
            )}
          </>
        )}
        <p class="hint">
          {self.value?.synced_at == null ? (
            t("sync_never")
          ) : (
            <>
              {t("sync_last", { when: "" })}
              <When time={self.value.synced_at} />
            </>
          )}
        </p>
        {state.error !== null && (
          <p class="problem" role="alert">
            {problemText(state.error)}
          </p>
        )}
      </section>
      {decide.length > 0 && (
        <section>
          <h2>{t("decide")}</h2>
          {decide.map((entry) => (
            <RejectedBox key={entry.seq} entry={entry} />
          ))}
        </section>
      )}
      {quarantined.length > 0 && (
        <Notice tone="warn" title={t("quarantined_title")}>
          {t("quarantined_text")} ({quarantined.length})
        </Notice>
      )}
      {waiting.length + uploads.length > 0 && (
        <section>
          <h2>{t("queue")}</h2>
          <ul class="rows">
            {waiting.slice(0, SHOWN).map((entry) => (
              <Waiting key={entry.seq} entry={entry} />
            ))}
          </ul>
          {waiting.length > SHOWN && <p class="hint">{t("queue_more", { n: waiting.length - SHOWN })}</p>}
          {uploads.length > 0 && (
            <>
              <h3>{t("queue_photos")}</h3>
              <ul class="rows">
                {uploads.map((upload) => (
                  <Photo key={upload.sha256} upload={upload} />
                ))}
              </ul>
            </>
          )}
        </section>
      )}
      <Receipts />
      <ThisPhone />
      <div class="dock">
        <button
          type="button"
          class="primary big"
          data-testid="send-now"
          disabled={busy}
          onClick={() => void sendNow()}
        >
          <Icon name="send" />
          {busy ? t("sending") : t("send_now")}
        </button>
      </div>
    </main>
  );
}

function problemText(error: { code: string; message: string }): string {
  if (error.code === "sync.gap") return t("problem_gap");
  if (error.code === "sync.hash_mismatch") return t("problem_hash");
  if (error.code === "phone.storage") return t("problem_storage", { message: error.message });
  return error.message === ""
    ? t("problem_other", { code: error.code })
    : t("problem", { message: error.message });
}

function Waiting({ entry }: { entry: LogEntry }): JSX.Element {
  const args = entry.mutation.args;
  const key = "question" in args ? args.question : null;
  const open = view.value;
  const question =
    key === null || open?.records.audit.uuid !== entry.audit
      ? undefined
      : open.questions.get(`${key}/0`)?.question;
  const number = cards.value?.find((card) => card.audit.uuid === entry.audit)?.audit.data.number ?? "";
  return (
    <li>
      <a href={`#${screenOf(entry)}`}>
        <strong>{nameOf(entry)}</strong>
        <span>{question === undefined ? (key ?? "") : said(question, "text")}</span>
        <span class="hint">
          {number}, <When time={entry.mutation.at} />
        </span>
      </a>
      <StateChip state={stateOf(entry, undefined)} />
    </li>
  );
}

function Photo({ upload }: { upload: Upload }): JSX.Element {
  return (
    <li>
      <a href={`#/audit/${upload.audit}/photos`}>
        <strong>{t("m_attach")}</strong>
        <span class="hint">
          {t("bytes_progress", { done: size(upload.received), total: size(upload.size) })}
          {upload.reason !== null && `: ${upload.reason}`}
        </span>
      </a>
      <StateChip
        state={upload.state === "refused" ? "refused" : upload.received > 0 ? "incomplete" : "local"}
      />
    </li>
  );
}

/** Step 8.2 in words: "34 answers, 12 photos, hashes match". */
function Receipts(): JSX.Element | null {
  const receipts = ledger.value?.receipts;
  const recorded = cards.value?.filter((card) => card.recorded) ?? [];
  if (recorded.length === 0) return null;
  return (
    <section>
      <h2>{t("receipts")}</h2>
      <ul class="rows">
        {recorded.map(({ audit }) => {
          const kept = receipts?.get(audit.uuid);
          const missing = kept?.receipt.evidence.missing.length ?? 0;
          return (
            <li key={audit.uuid} data-testid="receipt" data-complete={isProven(kept)}>
              <div>
                <strong>{audit.data.number}</strong>
                {kept === undefined ? (
                  <span class="hint">{t("receipt_none")}</span>
                ) : (
                  <>
                    <span>
                      {t("receipt_text", {
                        answers: tn("answers_n", kept.receipt.answers),
                        photos: tn("photos_n", kept.receipt.evidence.verified),
                      })}
                      , {t(hashesMatch(kept) ? "receipt_match" : "receipt_differs")}
                    </span>
                    {missing > 0 && <span class="problem">{tn("receipt_missing", missing)}</span>}
                    <span class="hint">
                      <When time={kept.server_time} />
                    </span>
                  </>
                )}
              </div>
              {isProven(kept) && (
                <span class="chip state-verified">
                  <Icon name="double" />
                  {t("receipt_complete")}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function ThisPhone(): JSX.Element {
  const [leaving, setLeaving] = useState(false);
  // What is being typed stands until it is kept, though a round may tell of this phone meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  const its = self.value;
  const promise = promises.value;
  const offset = its?.clock_offset ?? 0;
  const clock = !clock_wrong.value
    ? t("clock_ok")
    : t(offset > 0 ? "clock_ahead" : "clock_behind", { time: span(offset) });
  return (
    <section>
      <h2>{t("phone")}</h2>
      {promise !== null && !promise.persisted && (
        <Notice
          tone="warn"
          title={t("persist_title")}
          actions={
            <button type="button" onClick={() => void checkPromises(true)}>
              {t("persist_ask")}
            </button>
          }
        >
          {t("persist_text")}
        </Notice>
      )}
      {clock_wrong.value && (
        <Notice tone="warn" title={t("clock")}>
          {t("clock_warning", { time: span(offset) })}
        </Notice>
      )}
      <div class="card">
        <label class="field">
          <span>{t("device")}</span>
          <input
            type="text"
            maxLength={80}
            value={typed ?? its?.label ?? ""}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onChange={(event) =>
              void nameThisPhone(event.currentTarget.value.trim()).then(() => setTyped(null))
            }
          />
        </label>
        <dl>
          <dt>{t("clock")}</dt>
          <dd>{clock}</dd>
          <dt>{t("storage")}</dt>
          <dd>{promise?.free == null ? "–" : t("storage_value", { space: size(promise.free) })}</dd>
          <dt>{t("persisted")}</dt>
          <dd>{t(promise?.persisted === true ? "persisted_yes" : "persisted_no")}</dd>
          <dt>{t("version")}</dt>
          <dd>
            {VERSION}{" "}
            {status.value.reach === "online" && (
              <a href="LICENSES.txt" target="_blank" rel="noreferrer">
                {t("licences")}
              </a>
            )}
          </dd>
          <dt>{t("language")}</dt>
          <dd>
            {t("language_name")}{" "}
            <button
              type="button"
              class="link"
              lang={locale.value === "pl" ? "en" : "pl"}
              onClick={changeLanguage}
            >
              {t("other_language")}
            </button>
          </dd>
        </dl>
      </div>
      <PinCard />
      {unsent.value + counts.value.rejected > 0 && (
        <div class="card">
          <p>{t("emergency_text")}</p>
          <p class="hint">{t("emergency_desk")}</p>
          <button
            type="button"
            onClick={() =>
              void exportUnsent(currentPhone()).then((blob) =>
                saveFile(blob, `qms-${new Date().toISOString().slice(0, 10)}.json`),
              )
            }
          >
            <Icon name="download" />
            {t("emergency")}
          </button>
        </div>
      )}
      <button type="button" class="quiet" onClick={() => setLeaving(true)}>
        {t("sign_out")}
      </button>
      {leaving && (
        <Confirm
          title={t("sign_out_ask")}
          text={
            unsent.value > 0
              ? t("sign_out_unsent", { what: unsentWords(counts.value.mutations, counts.value.evidence) })
              : t("sign_out_clean")
          }
          yes={t("sign_out_yes")}
          onNo={() => setLeaving(false)}
          onYes={() => void leave()}
        />
      )}
    </section>
  );
}
