/** A code on a printed copy or a door opens the text, the findings and the unit it stands for. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { meaning, type Meaning } from "../domain/codes";
import type { AuditView } from "../domain/view";
import { Dialog, Icon } from "./components";
import { Earlier } from "./earlier";
import { t } from "./i18n";
import { Text } from "./texts";

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

export function ScanButton({ view }: { view: AuditView }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="square"
        aria-label={t("scan")}
        title={t("scan")}
        onClick={() => setOpen(true)}
      >
        <Icon name="scan" />
      </button>
      {open && <Scan view={view} onClose={() => setOpen(false)} />}
    </>
  );
}

function Scan({ view, onClose }: { view: AuditView; onClose: () => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const [code, setCode] = useState("");
  const [camera, setCamera] = useState(false);
  const [found, setFound] = useState<Meaning | undefined>(undefined);
  const look = (text: string) => {
    setCode(text);
    setFound(meaning(text, view.records.audit.data, view.records.checklist));
  };
  useEffect(() => {
    const Made = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
    if (Made === undefined || found !== undefined) return;
    let stream: MediaStream | null = null;
    let timer = 0;
    let gone = false;
    void (async () => {
      const detector = new Made({ formats: ["qr_code", "code_128"] });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (gone) return stream.getTracks().forEach((track) => track.stop());
      setCamera(true);
      const element = video.current;
      if (element === null) return;
      element.srcObject = stream;
      await element.play();
      timer = window.setInterval(() => {
        void detector.detect(element).then(
          ([first]) => first !== undefined && look(first.rawValue),
          () => undefined,
        );
      }, 250);
    })().catch(() => setCamera(false));
    return () => {
      gone = true;
      clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [found === undefined]);
  return (
    <Dialog title={t("scan")} onClose={onClose} wide>
      {found === undefined && (
        <video ref={video} class={camera ? "scanner" : "sr"} muted playsInline aria-hidden="true" />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== "") look(code);
        }}
      >
        <label class="field">
          <span>
            {t("scan_code")}
            <small>{t("scan_hint")}</small>
          </span>
          <input
            type="text"
            autoCapitalize="characters"
            autoComplete="off"
            value={code}
            onInput={(event) => {
              setCode(event.currentTarget.value);
              setFound(undefined);
            }}
          />
        </label>
        <button type="submit">{t("scan_open")}</button>
      </form>
      <div role="status">
        {found === null && <p class="problem">{t("scan_none", { code })}</p>}
        {found?.kind === "elsewhere" && (
          <p class="flag">
            <Icon name="alert" />
            <span>{t("scan_elsewhere")}</span>
            <a
              class="button"
              target="_blank"
              rel="noreferrer"
              href={new URL(`../prints/${found.token}`, document.baseURI).href}
            >
              {t("scan_server")}
            </a>
          </p>
        )}
        {found?.kind === "document" && (
          <>
            <h3>
              {found.document.code} {found.document.title}
            </h3>
            {found.issue !== null && (
              <p class={found.current ? "good" : "flag"}>
                <Icon name={found.current ? "check" : "alert"} />
                {t(found.current ? "scan_current" : "scan_old", {
                  issue: found.issue,
                  current: found.document.issue,
                })}
              </p>
            )}
            <Text document={found.document} />
            <Earlier view={view} of={(item) => item.document === found.document.code} />
          </>
        )}
        {found?.kind === "unit" && (
          <>
            <h3>
              {found.unit.code} {found.unit.name}
            </h3>
            <Earlier view={view} of={(item) => item.unit === found.unit.code} always />
          </>
        )}
      </div>
    </Dialog>
  );
}
