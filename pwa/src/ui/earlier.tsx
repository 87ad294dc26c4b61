/** What was found here before (step 7.5). */
import type { JSX } from "preact";
import type { EarlierFinding } from "../domain/records";
import type { AuditView } from "../domain/view";
import { When } from "./components";
import { className } from "./classes";
import { t, tn } from "./i18n";

export function Earlier({
  view,
  of,
  always = false,
}: {
  view: AuditView;
  of: (finding: EarlierFinding) => boolean;
  /** Whether to say so when there is none. */
  always?: boolean;
}): JSX.Element | null {
  const listed = (view.records.audit.data.earlier_findings ?? []).filter(of);
  if (listed.length === 0) return always ? <p class="hint">{t("earlier_none")}</p> : null;
  return (
    <details class="earlier">
      <summary>{tn("earlier_n", listed.length)}</summary>
      <ul>
        {listed.map((finding) => (
          <li key={finding.uuid}>
            <strong>{finding.number}</strong> {className(finding)}
            {finding.clause !== "" && `, ${t("clause", { clause: finding.clause })}`}
            {" · "}
            {t(finding.state === "closed" ? "earlier_done" : "earlier_open")} ·{" "}
            {finding.unit ?? finding.document} <When time={finding.raised_at} />
            <p>{finding.statement}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Whether an earlier finding is about this clause, or one above or below it. */
export function sameClause(finding: EarlierFinding, clause: string | undefined): boolean {
  if (clause === undefined || clause === "") return false;
  const theirs = finding.clause.split(/[\s,]+/).at(-1) ?? "";
  return theirs !== "" && (`${theirs}.`.startsWith(`${clause}.`) || `${clause}.`.startsWith(`${theirs}.`));
}
