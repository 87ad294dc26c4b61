/** Words in the person's language, and numbers, times and sizes as people say them. */
import { signal } from "@preact/signals";
import { pl, type Dictionary, type Key } from "./pl";

export type Locale = "pl" | "en";
export type { Key };

export const locale = signal<Locale>("pl");

// Polish is always at hand; English comes from its own file before it is first shown.
const DICTIONARIES: { pl: Dictionary; en: Dictionary } = { pl, en: pl };

/** Speak this language from now on. */
export async function speak(wanted: Locale): Promise<void> {
  if (wanted === "en" && DICTIONARIES.en === pl) {
    const words = await import("./en").catch(() => null);
    if (words === null) return;
    DICTIONARIES.en = words.en;
  }
  locale.value = wanted;
  document.documentElement.lang = wanted;
}
const RULES = { pl: new Intl.PluralRules("pl"), en: new Intl.PluralRules("en") };

export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  // A word the server added since (a class, a state) is shown as it came, never as a crash.
  return fill(DICTIONARIES[locale.value][key] ?? String(key), values);
}

/** The form for a count: Polish knows one, few and many; English one and many. */
export function tn(key: Key, count: number, values: Readonly<Record<string, string | number>> = {}): string {
  const forms = DICTIONARIES[locale.value][key].split("|");
  const which = RULES[locale.value].select(count);
  const at = which === "one" ? 0 : which === "few" ? 1 : forms.length - 1;
  return fill(forms[at] ?? forms[0] ?? "", { n: count, ...values });
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of a record in the reader's language, or in Polish where there is no other. */
export function said(record: object, field: string): string {
  const fields = record as Readonly<Record<string, unknown>>;
  const own = fields[`${field}_${locale.value}`];
  if (typeof own === "string" && own !== "") return own;
  const other = fields[`${field}_pl`] ?? fields[`${field}_en`];
  return typeof other === "string" ? other : "";
}

export function day(date: string | null): string {
  if (date === null) return "";
  return new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", year: "numeric" }).format(
    new Date(`${date}T12:00:00`),
  );
}

/** Today by its hour, other days by their date. */
export function moment(time: string | null): string {
  if (time === null) return "";
  const then = new Date(time);
  if (Number.isNaN(then.getTime())) return "";
  const today = then.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(
    locale.value,
    today
      ? { hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  ).format(then);
}

/** The exact moment, for the title of a shorter one. */
export function exactly(time: string | null): string {
  if (time === null) return "";
  const then = new Date(time);
  return Number.isNaN(then.getTime())
    ? ""
    : new Intl.DateTimeFormat(locale.value, { dateStyle: "full", timeStyle: "medium" }).format(then);
}

export function size(bytes: number): string {
  const [unit, amount] =
    bytes >= 1e9 ? ["GB", bytes / 1e9] : bytes >= 1e6 ? ["MB", bytes / 1e6] : ["kB", bytes / 1e3];
  return `${new Intl.NumberFormat(locale.value, { maximumFractionDigits: Number(amount) < 10 ? 1 : 0 }).format(Number(amount))} ${unit}`;
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 10 }).format(value);
}

/** A length of time in its largest unit. */
export function span(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  const [unit, amount] =
    seconds >= 86_400
      ? ["day", seconds / 86_400]
      : seconds >= 3_600
        ? ["hour", seconds / 3_600]
        : seconds >= 60
          ? ["minute", seconds / 60]
          : ["second", seconds];
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: String(unit),
    unitDisplay: "long",
    maximumFractionDigits: 0,
  }).format(Math.round(Number(amount)));
}
