/** What a question rests on: the cited paragraphs, as they were pulled (step 7.6). */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { citedBy, type CitedDocument } from "../domain/checklist";
import { Icon } from "./components";
import { t } from "./i18n";
import { view } from "./session";

/** The cited place of a question, one tap away; nothing where the question cites nothing. */
export function Cited({ question }: { question: string }): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const checklist = view.peek()?.records.checklist ?? null;
  const found = checklist === null ? null : citedBy(checklist, question);
  if (found === null) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="book" />
        {found.document.code}
        {found.paragraphs.length === 1 &&
          found.paragraphs[0]?.number !== "" &&
          ` § ${found.paragraphs[0]?.number}`}
      </summary>
      {open && <Text document={found.document} paragraphs={found.paragraphs} />}
    </details>
  );
}

export function Text({
  document,
  paragraphs = document.paragraphs,
}: {
  document: CitedDocument;
  paragraphs?: CitedDocument["paragraphs"];
}): JSX.Element {
  return (
    <div class="cited">
      <p class="hint">{t("cited_from", { title: document.title, issue: document.issue })}</p>
      {!document.whole && <p>{t("cited_absent")}</p>}
      {paragraphs.map((one) => (
        <p key={one.key}>
          {one.number !== "" && <strong>{one.number} </strong>}
          {one.text}
        </p>
      ))}
    </div>
  );
}
