/** The frame: where one is, whether there is a network, what must be said, and the way by one thumb. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSignalEffect } from "@preact/signals";
import * as state from "./app_state";
import { Audits } from "./audits";
import { Banners } from "./banners";
import { wakeForNetwork } from "./browser";
import { Empty, Icon, type IconName } from "./components";
import { t, type Key } from "./i18n";
import { later } from "./later";
import * as session from "./session";

const Sheet = later(() => import("./sheet").then((screen) => screen.Sheet));
const Findings = later(() => import("./findings").then((screen) => screen.Findings));
const Photos = later(() => import("./photos").then((screen) => screen.Photos));
const Sign = later(() => import("./sign").then((screen) => screen.Sign));
const Sync = later(() => import("./sync").then((screen) => screen.Sync));
const Ready = later(() => import("./ready").then((screen) => screen.Ready));
const Locked = later(() => import("./lock").then((screen) => screen.Locked));

export function App(): JSX.Element {
  useSignalEffect(() => {
    const waiting = session.unsent.value;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${t("app")}`;
    const badge = navigator as Navigator & {
      setAppBadge?: (count: number) => Promise<void>;
      clearAppBadge?: () => Promise<void>;
    };
    if (waiting > 0) void wakeForNetwork();
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
  if (state.stage.value === "locked") return <Locked />;
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
        : route.name === "ready"
          ? t("ready_title")
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
      {route.name === "ready" && <Ready />}
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
  if (route.name !== "audit")
    items.push({ href: "#/ready", name: "ready_short", icon: "check", on: route.name === "ready" });
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
