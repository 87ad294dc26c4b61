/** What must be said above every screen, each with its way out. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import * as state from "./app_state";
import { Notice } from "./components";
import { t, tn, type Key } from "./i18n";
import * as session from "./session";
import { daysWaiting, unsentWords } from "./unsent";

export function Banners(): JSX.Element {
  const { standing, other, reach, update_wanted } = session.status.value;
  const lost = session.self.value?.lost ?? null;
  const [dismissed, dismiss] = useState("");
  // Offered between two pieces of work, never over a sheet that is being filled in.
  const waiting = state.route.value.name === "audit" ? null : state.update_waiting.value;
  const days = daysWaiting();
  const message = session.toast.value;
  return (
    <div class="banners">
      {message !== null && (
        <Notice
          tone="bad"
          title={t(message as Key)}
          actions={
            <button
              type="button"
              onClick={() => {
                session.toast.value = null;
              }}
            >
              {t("understood")}
            </button>
          }
        />
      )}
      {waiting !== null && dismissed !== "update" && (
        <Notice
          tone="plain"
          title={t("update_ready")}
          actions={
            <>
              <button type="button" class="primary" onClick={state.applyUpdate}>
                {t("update_button")}
              </button>
              <button type="button" onClick={() => dismiss("update")}>
                {t("update_later")}
              </button>
            </>
          }
        />
      )}
      {state.update_elsewhere.value && (
        <Notice
          tone="plain"
          title={t("update_elsewhere")}
          actions={
            <button type="button" onClick={() => location.reload()}>
              {t("reload")}
            </button>
          }
        >
          {t("update_elsewhere_text")}
        </Notice>
      )}
      {days > 0 && state.route.value.name !== "sync" && dismissed !== "days" && (
        <Notice
          tone={days < 3 ? "warn" : "bad"}
          title={tn("waits_day", days)}
          actions={
            <>
              <a class="button" href="#/sync">
                {t("waits_open")}
              </a>
              <button type="button" class="quiet" onClick={() => dismiss("days")}>
                {t("update_later")}
              </button>
            </>
          }
        >
          {t(days < 3 ? "waits_day_text" : "waits_long_text")}
        </Notice>
      )}
      {session.news.value === "blocked" && <Notice tone="warn" title={t("blocked")} />}
      {standing === "signed_out" && (
        <Notice
          tone="warn"
          title={t("sign_in")}
          actions={
            <a class="button primary" href={state.signInAddress()}>
              {t("sign_in_button")}
            </a>
          }
        >
          {t("sign_in_text")}
        </Notice>
      )}
      {standing === "another_person" && (
        <Notice
          tone="warn"
          title={other === null ? t("sign_in") : t("other_person", { name: other.name })}
          actions={
            other === null ? (
              <a class="button" href={state.signInAddress()}>
                {t("sign_in_button")}
              </a>
            ) : (
              <button type="button" class="primary" onClick={() => void state.openAs(other)}>
                {t("other_person_open", { name: other.name })}
              </button>
            )
          }
        >
          {t("other_person_text")}
        </Notice>
      )}
      {standing === "disabled" && (
        <Notice tone="bad" title={t("disabled")}>
          {t("disabled_text")}
        </Notice>
      )}
      {standing === "revoked" && (
        <Notice tone="bad" title={t("revoked")}>
          {t("revoked_text")}
        </Notice>
      )}
      {reach === "portal" && (
        <Notice tone="warn" title={t("portal")}>
          {t("portal_hint")}
        </Notice>
      )}
      {update_wanted && <Notice tone="warn" title={t("update_wanted")} />}
      {lost !== null && lost.mutations + lost.evidence > 0 && dismissed !== "lost" && (
        <Notice
          tone="bad"
          title={t("lost")}
          actions={
            <button
              type="button"
              onClick={() =>
                void session
                  .currentPhone()
                  .changeSelf({ lost: lost.reported ? null : { ...lost } })
                  .then((self) => {
                    session.self.value = self;
                    dismiss("lost");
                  })
              }
            >
              {t("understood")}
            </button>
          }
        >
          {t("lost_text", { what: unsentWords(lost.mutations, lost.evidence) })}
        </Notice>
      )}
      {state.route.value.name === "audits" &&
        state.promises.value?.persisted === false &&
        dismissed !== "persist" &&
        (session.cards.value?.length ?? 0) > 0 && (
          <Notice
            tone="warn"
            title={t("persist_title")}
            actions={
              <>
                <button type="button" onClick={() => void state.checkPromises(true)}>
                  {t("persist_ask")}
                </button>
                <button type="button" class="quiet" onClick={() => dismiss("persist")}>
                  {t("update_later")}
                </button>
              </>
            }
          >
            {t("persist_text")}
          </Notice>
        )}
      {state.route.value.name === "audits" &&
        state.othersWaiting().map((known) => (
          <Notice
            key={known.uuid}
            tone="warn"
            title={t("others_unsent", {
              name: known.name,
              what: unsentWords(known.mutations, known.evidence),
            })}
          />
        ))}
    </div>
  );
}
