/** What is told at the closing meeting, on one screen to turn towards the audited person. */
import type { JSX } from "preact";
import { closing } from "../domain/closing";
import type { AuditView } from "../domain/view";
import { className } from "./classes";
import { t, tn } from "./i18n";

export function Summary({ view }: { view: AuditView }): JSX.Element {
  const told = closing(view);
  const { data } = view.records.audit;
  return (
    <section class="card" aria-label={t("closing")}>
      <h2>{t("closing")}</h2>
      <p class="hint">
        {data.number} {data.title}
        <br />
        {data.units.map((unit) => unit.name).join(", ")}
      </p>
      <dl>
        <dt>{t("closing_answers")}</dt>
        <dd>{t("answered_of", { done: told.answered, total: told.asked })}</dd>
        {(["conforming", "nonconforming", "observation", "not_applicable"] as const)
          .filter((name) => told[name] > 0)
          .map((name) => [<dt key={name}>{t(name)}</dt>, <dd key={`${name}n`}>{told[name]}</dd>])}
        <dt>{t("photos")}</dt>
        <dd>{told.photos}</dd>
      </dl>
      {told.findings.length === 0 && <p>{t("closing_none")}</p>}
      {told.findings.map(({ list, ...of }) => (
        <div key={of.kind}>
          <h3>
            <span class={`badge class-${of.class}`}>{className(of)}</span> {list.length}
          </h3>
          <ol class="told">
            {list.map((finding) => (
              <li key={finding.uuid}>
                {finding.data.clause !== "" && (
                  <span class="clause">{t("clause", { clause: finding.data.clause })}</span>
                )}{" "}
                {finding.data.statement}
              </li>
            ))}
          </ol>
        </div>
      ))}
      {told.conflicts > 0 && <p class="problem">{tn("sign_conflicts", told.conflicts)}</p>}
    </section>
  );
}
