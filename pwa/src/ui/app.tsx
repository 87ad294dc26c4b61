/** The frame: where one is, whether there is a network, what must be said, and the way by one thumb. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSignalEffect } from "@preact/signals";
import * as state from "./app_state";
import { Audits } from "./audits";
import { Empty, Icon, Notice, type IconName } from "./components";
import { Findings } from "./findings";
import { t, type Key } from "./i18n";
import { Photos } from "./photos";
import * as session from "./session";
import { Sheet } from "./sheet";
import { Sign } from "./sign";
import { Sync, unsentWords } from "./sync";

export function App(): JSX.Element {
  useSignalEffect(() => {
    const waiting = session.unsent.value;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${t("app")}`;
    const badge = navigator as Navigator & {
      setAppBadge?: (count: number) => Promise<void>;
      clearAppBadge?: () => Promise<void>;
    };
    void (waiting > 0 ? badge.setAppBadge?.(waiting) : badge.clearAppBadge?.())?.catch(() => undefined);
  });
  if (session.failure.value === "no_storage")
    return (
      <Whole>
        <Empty main icon="off" title={t("no_storage")} text={t("no_storage_text")} />
      </Whole>
    );
  if (session.failure.value === "read")
    return (
      <Whole>
        <Empty main icon="alert" title={t("audits_error")}>
          <button type="button" class="primary" onClick={() => location.reload()}>
            {t("retry")}
          </button>
        </Empty>
      </Whole>
    );
  if (session.news.value === "superseded")
    return (
      <Whole>
        <Empty main icon="alert" title={t("superseded")} text={t("superseded_text")}>
          <button type="button" class="primary" onClick={() => location.reload()}>
            {t("reload")}
          </button>
        </Empty>
      </Whole>
    );
  if (state.stage.value === "starting")
    return (
      <Whole>
        <p class="sr" role="status">
          {t("loading")}
        </p>
        <div class="skeleton" />
      </Whole>
    );
  if (state.stage.value === "welcome") return <Welcome />;
  return <Working />;
}

function Whole({ children }: { children: preact.ComponentChildren }): JSX.Element {
  return (
    <main class="page narrow whole" id="main">
      {children}
    </main>
  );
}

function Welcome(): JSX.Element {
  const reach = state.welcome_reach.value;
  return (
    <Whole>
      <Empty
        icon={reach === "signed_out" ? "phone" : "off"}
        title={t("welcome")}
        main
        text={reach === "portal" ? t("portal_hint") : t("welcome_text")}
      >
        {reach === "signed_out" ? (
          <a class="button primary big" href={state.signInAddress()}>
            {t("sign_in_button")}
          </a>
        ) : (
          <button type="button" class="primary big" onClick={() => void state.greet()}>
            {t("retry")}
          </button>
        )}
        <button type="button" class="link" onClick={state.changeLanguage}>
          {t("other_language")}
        </button>
      </Empty>
    </Whole>
  );
}

function Working(): JSX.Element {
  const route = state.route.value;
  const open = session.view.value;
  const audit = route.name === "audit" ? route.audit : null;
  const [absent, setAbsent] = useState(false);
  const arrived = session.cards.value?.some((card) => card.audit.uuid === audit) === true;
  useEffect(() => {
    setAbsent(false);
    if (audit !== null) void session.openAudit(audit).then((found) => setAbsent(!found));
    // Asked where the work begins: browsers grant it by a person's use of the application.
    if (audit !== null && state.promises.peek()?.persisted === false) void state.checkPromises(true);
    window.scrollTo(0, 0);
  }, [audit, route.name, route.name === "audit" ? route.tab : "", arrived]);
  const here = open?.records.audit.uuid === audit ? open : null;
  const title =
    route.name === "audits"
      ? t("audits")
      : route.name === "sync"
        ? t("sync")
        : (here?.records.audit.data.number ?? "");
  const read_only =
    here === null ||
    here.records.audit.gone === true ||
    ["closed", "cancelled"].includes(here.records.audit.data.state) ||
    !["lead", "auditor"].includes(here.records.audit.data.own_role ?? "");
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          const main = document.getElementById("main");
          main?.setAttribute("tabindex", "-1");
          main?.focus();
        }}
      >
        {t("skip")}
      </a>
      <header class="bar">
        {route.name === "audits" ? (
          <span class="mark" aria-hidden="true">
            <Icon name="list" />
          </span>
        ) : (
          <a class="square" href="#/" aria-label={t("back")}>
            <Icon name="back" />
          </a>
        )}
        <h1>
          {title}
          {here !== null && <small>{here.records.audit.data.title}</small>}
        </h1>
        <OnlineState />
      </header>
      <Banners />
      {route.name === "audits" && <Audits />}
      {route.name === "sync" && <Sync />}
      {route.name === "audit" &&
        here === null &&
        (absent ? (
          <Whole>
            <Empty icon="off" title={t("audit_not_here")} text={t("audit_not_here_text")}>
              <a class="button primary" href="#/">
                {t("audits")}
              </a>
            </Empty>
          </Whole>
        ) : (
          <Whole>
            <div class="skeleton" />
          </Whole>
        ))}
      {route.name === "audit" &&
        here !== null &&
        (route.tab === "findings" ? (
          <Findings view={here} read_only={read_only} />
        ) : route.tab === "photos" ? (
          <Photos view={here} read_only={read_only} />
        ) : route.tab === "sign" ? (
          <Sign view={here} read_only={read_only} />
        ) : (
          <Sheet view={here} read_only={read_only} jump={route.question} />
        ))}
      <Tabs route={route} />
    </>
  );
}

function Tabs({ route }: { route: state.Route }): JSX.Element {
  const waiting = session.unsent.value + session.counts.value.rejected;
  const base = route.name === "audit" ? `#/audit/${route.audit}` : "";
  const tab = route.name === "audit" ? route.tab : "";
  const items: { href: string; name: Key; icon: IconName; on: boolean; count?: number }[] =
    route.name === "audit"
      ? [
          { href: base, name: "sheet", icon: "list", on: tab === "sheet" },
          { href: `${base}/findings`, name: "findings", icon: "flag", on: tab === "findings" },
          { href: `${base}/photos`, name: "photos", icon: "camera", on: tab === "photos" },
          { href: `${base}/sign`, name: "sign", icon: "pen", on: tab === "sign" },
        ]
      : [{ href: "#/", name: "audits", icon: "list", on: route.name === "audits" }];
  items.push({ href: "#/sync", name: "sync", icon: "send", on: route.name === "sync", count: waiting });
  return (
    <nav class="tabs" aria-label={t("app")}>
      {items.map((item) => (
        <a key={item.name} href={item.href} aria-current={item.on ? "page" : undefined}>
          <span class="tab-icon">
            <Icon name={item.icon} />
            {item.count !== undefined && item.count > 0 && (
              <span class="dot">{item.count > 99 ? "99+" : item.count}</span>
            )}
          </span>
          {t(item.name)}
        </a>
      ))}
    </nav>
  );
}

function OnlineState(): JSX.Element {
  const { reach, standing, phase } = session.status.value;
  const [name, icon]: [Key, IconName] =
    reach === "offline"
      ? ["offline", "off"]
      : reach === "portal"
        ? ["portal", "off"]
        : standing === "signed_out"
          ? ["signed_out", "alert"]
          : reach === "unknown"
            ? ["checking", "cloud"]
            : phase === "pushing" || phase === "uploading"
              ? ["sending", "send"]
              : ["online", "cloud"];
  return (
    <a class={`online ${name}`} href="#/sync" data-testid="online-state" data-state={name}>
      <Icon name={icon} />
      <span role="status">{t(name)}</span>
    </a>
  );
}

function Banners(): JSX.Element {
  const { standing, other, reach, update_wanted } = session.status.value;
  const lost = session.self.value?.lost ?? null;
  const [dismissed, dismiss] = useState("");
  const waiting = state.update_waiting.value;
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
              <button type="button" class="primary" onClick={() => waiting.postMessage({ type: "activate" })}>
                {t("update_button")}
              </button>
              <button type="button" onClick={() => dismiss("update")}>
                {t("update_later")}
              </button>
            </>
          }
        />
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
