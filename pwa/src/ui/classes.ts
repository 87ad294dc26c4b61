/** Classes of findings as the office calls them (step 7.8). */
import type { FindingClass } from "../domain/mutations";
import { t } from "./i18n";
import { view } from "./session";

export function className(of: { readonly class: FindingClass; readonly class_name?: string }): string {
  return of.class_name ?? view.value?.records.audit.data.class_names?.[of.class] ?? t(of.class);
}
