/** What is told at the closing meeting, and what a signature there says. */
import { FINDING_CLASSES, type FindingClass } from "./mutations";
import type { AuditView, FindingView } from "./view";

export interface Closing {
  readonly asked: number;
  readonly answered: number;
  /** How many answers of each kind stand, for questions about conformity and of yes and no. */
  readonly conforming: number;
  readonly nonconforming: number;
  readonly observation: number;
  readonly not_applicable: number;
  readonly photos: number;
  readonly conflicts: number;
  /** The findings, the heaviest class first; classes of the server's own stand at the end. */
  readonly findings: readonly {
    /** The class with its name: two of the office's own may count as the same class. */
    readonly kind: string;
    readonly class: FindingClass;
    readonly class_name?: string;
    readonly list: readonly FindingView[];
  }[];
}

/** The counts and findings of an audit as they stand on this phone. */
export function closing(view: AuditView): Closing {
  const count = { conforming: 0, nonconforming: 0, observation: 0, not_applicable: 0 };
  for (const { question, stands } of view.questions.values()) {
    if (!view.relevant.has(question.key)) continue;
    if (stands.kind === "conflict") continue;
    for (const value of new Set(stands.shown.map((answer) => answer.data.value))) {
      const said = value === "yes" ? "conforming" : value === "no" ? "nonconforming" : value;
      if (typeof said === "string" && said in count) count[said as keyof typeof count] += 1;
    }
  }
  const order = (name: string) => {
    const at = FINDING_CLASSES.indexOf(name as FindingClass);
    return at < 0 ? FINDING_CLASSES.length : at;
  };
  const listed = view.findings.filter((finding) => finding.data.state !== "withdrawn");
  const kinds = new Map<string, (typeof listed)[number]["data"]>();
  for (const { data } of listed) kinds.set(kindOf(data), data);
  return {
    ...count,
    asked: view.progress.asked,
    answered: view.progress.answered,
    conflicts: view.progress.conflicts,
    photos: view.evidence.length,
    findings: [...kinds]
      .sort(([, a], [, b]) => order(a.class) - order(b.class))
      .map(([kind, data]) => ({
        kind,
        class: data.class,
        ...(data.class_name !== undefined && { class_name: data.class_name }),
        list: listed.filter((finding) => kindOf(finding.data) === kind),
      })),
  };
}

/** What is told together: findings of one class by one name. */
function kindOf(data: { readonly class: string; readonly class_name?: string }): string {
  return `${data.class}/${data.class_name ?? ""}`;
}
