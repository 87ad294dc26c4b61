/** The closing meeting: what was found, what is still open, and the two signatures. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AuditView, SignatureView } from "../domain/view";
import { Summary } from "./closing";
import { Icon, StateChip, Thumbnail, When } from "./components";
import { needsDecision } from "../domain/mutations";
import { t, tn, type Key } from "./i18n";
import { SignaturePad } from "./pad";
import { signSheet, signedHash } from "./work";
import { RejectedBox } from "./ways_out";

export function Sign({ view, read_only }: { view: AuditView; read_only: boolean }): JSX.Element {
  const { asked, answered, conflicts, evidence_missing } = view.progress;
  const [hash, setHash] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void signedHash(view).then((made) => {
      if (current) setHash(made);
    });
    return () => {
      current = false;
    };
  }, [view]);
  const open: string[] = [];
  if (asked > answered) open.push(tn("sign_unanswered", asked - answered));
  if (conflicts > 0) open.push(tn("sign_conflicts", conflicts));
  if (evidence_missing > 0) open.push(tn("sign_evidence", evidence_missing));
  const refused = view.records.log.filter(
    (entry) => needsDecision(entry) && entry.mutation.name === "sheet.sign",
  );
  return (
    <main class="page narrow" id="main">
      <Summary view={view} />
      <section class="card">
        <h2>{t("sign_before")}</h2>
        <ul class="checks">
          {open.length === 0 ? (
            <li class="good">
              <Icon name="check" />
              {t("sign_ready")}
            </li>
          ) : (
            open.map((line) => (
              <li key={line} class="warn">
                <Icon name="alert" />
                {line}
              </li>
            ))
          )}
        </ul>
        <p class="hint">{t("sign_binds")}</p>
      </section>
      {refused.map((entry) => (
        <RejectedBox key={entry.seq} entry={entry} here />
      ))}
      <Party
        signer="auditor"
        view={view}
        hash={hash}
        read_only={read_only}
        suggestion={view.records.person.name}
      />
      <Party
        signer="auditee"
        view={view}
        hash={hash}
        read_only={read_only}
        suggestion={view.records.audit.data.auditees?.[0]?.name ?? ""}
      />
    </main>
  );
}

function Party({
  signer,
  view,
  hash,
  read_only,
  suggestion,
}: {
  signer: "auditor" | "auditee";
  view: AuditView;
  hash: string | null;
  read_only: boolean;
  suggestion: string;
}): JSX.Element {
  const signed = view.signatures.filter((signature) => signature.data.signer === signer);
  const [again, setAgain] = useState(false);
  const [name, setName] = useState(suggestion);
  const [agrees, setAgrees] = useState<boolean | null>(signer === "auditor" ? true : null);
  const [remark, setRemark] = useState("");
  const [drawn, setDrawn] = useState<Blob | null>(null);
  const [problem, setProblem] = useState<Key | null>(null);
  const sign = async () => {
    if (name.trim() === "" || agrees === null) return setProblem("sign_missing");
    if (!agrees && remark.trim() === "") return setProblem("sign_remark_needed");
    try {
      await signSheet(signer, name.trim(), agrees, remark.trim(), drawn);
      setDrawn(null);
      setAgain(false);
      setProblem(null);
    } catch {
      setProblem("stored_not");
    }
  };
  const title = t(signer === "auditor" ? "sign_auditor" : "sign_auditee");
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {signed.map((signature) => (
        <Signed
          key={signature.uuid}
          signature={signature}
          changed={hash !== null && signature.data.content_hash !== hash}
        />
      ))}
      {!read_only && signed.length > 0 && !again && (
        <button type="button" onClick={() => setAgain(true)}>
          {t("sign_again")}
        </button>
      )}
      {!read_only && (signed.length === 0 || again) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void sign();
          }}
        >
          <label class="field">
            <span>{t("sign_name")}</span>
            <input
              type="text"
              autoComplete="name"
              maxLength={200}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          {signer === "auditee" && (
            <div class="choices" role="radiogroup" aria-label={title}>
              {[true, false].map((value) => (
                <label
                  key={String(value)}
                  class={`choice tone-${value ? "conforming" : "nonconforming"} ${agrees === value ? "on" : ""}`}
                >
                  <input
                    type="radio"
                    name={`agrees-${signer}`}
                    checked={agrees === value}
                    onChange={() => setAgrees(value)}
                  />
                  <Icon name={value ? "check" : "cross"} />
                  <span>{t(value ? "sign_agrees" : "sign_disagrees")}</span>
                </label>
              ))}
            </div>
          )}
          <label class="field">
            <span>{t("sign_remark")}</span>
            <textarea
              rows={2}
              maxLength={20_000}
              value={remark}
              onInput={(event) => setRemark(event.currentTarget.value)}
            />
          </label>
          <div class="signature">
            <SignaturePad label={`${t("signature_draw")}: ${title}`} name={name} onPicture={setDrawn} />
          </div>
          {problem !== null && (
            <p class="problem" role="alert">
              {t(problem)}
            </p>
          )}
          <button type="submit" class="primary big">
            <Icon name="pen" />
            {t("sign_button")}
          </button>
        </form>
      )}
    </section>
  );
}

function Signed({ signature, changed }: { signature: SignatureView; changed: boolean }): JSX.Element {
  const { data } = signature;
  return (
    <div class="signed">
      <p>
        <Icon name="pen" />
        <strong>{data.signed_name}</strong>, <When time={data.signed_at} />{" "}
        <StateChip state={signature.state} />
      </p>
      {typeof data.picture === "string" && (
        <Thumbnail sha256={data.picture} alt={`${t("sign_drawn")}: ${data.signed_name}`} own />
      )}
      <p class="hint">
        {t(data.agrees ? "sign_agrees" : "sign_disagrees")}
        {data.remark !== "" && `: ${data.remark}`}
      </p>
      {changed && (
        <p class="flag">
          <Icon name="alert" />
          {t("sign_changed")}
        </p>
      )}
    </div>
  );
}
