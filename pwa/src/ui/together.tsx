/** Whose phone still holds work of this audit's team: told to its lead after each synchronisation (step 7.7). */
import type { JSX } from "preact";
import type { AuditView } from "../domain/view";
import { Icon, When } from "./components";
import { t, tn } from "./i18n";
import { unsentWords } from "./unsent";

export function Together({ view }: { view: AuditView }): JSX.Element | null {
  const { phones = [], data } = view.records.audit;
  if (data.own_role !== "lead" || phones.length === 0) return null;
  return (
    <details class="earlier together" data-testid="together">
      <summary>
        <Icon name="alert" />
        {tn("together_n", phones.length)}
      </summary>
      <ul>
        {phones.map((phone, at) => (
          <li key={at}>
            <strong>{phone.person.name}</strong>
            {phone.label !== "" && ` (${phone.label})`}: {unsentWords(phone.mutations, phone.evidence)}
            <p class="hint">
              {phone.since !== null && (
                <>
                  {t("together_since")} <When time={phone.since} />
                  {" · "}
                </>
              )}
              {t("together_seen")} <When time={phone.seen_at} />
            </p>
          </li>
        ))}
      </ul>
      <p class="hint">{t("together_text")}</p>
    </details>
  );
}
