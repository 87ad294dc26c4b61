/** All photographs of an audit, with their captions and where their bytes are. */
import type { JSX } from "preact";
import { needsDecision } from "../domain/mutations";
import type { AuditView, EvidenceView } from "../domain/view";
import { Empty, StateChip, Thumbnail, When, useAutosave } from "./components";
import { said, size, t } from "./i18n";
import { PhotoButton } from "./capture";
import { captionPhoto } from "./work";
import { RejectedBox } from "./ways_out";

export function Photos({ view, read_only }: { view: AuditView; read_only: boolean }): JSX.Element {
  const refused = view.records.log.filter(
    (entry) => needsDecision(entry) && entry.mutation.name.startsWith("evidence."),
  );
  return (
    <main class="page" id="main">
      <h2 class="sr">{t("photos")}</h2>
      {refused.map((entry) => (
        <RejectedBox key={entry.seq} entry={entry} here />
      ))}
      {view.evidence.length === 0 && (
        <Empty icon="camera" title={t("photos_empty")} text={t("photos_empty_text")} />
      )}
      <ul class="gallery">
        {view.evidence.map((item) => (
          <Photo key={item.uuid} item={item} view={view} read_only={read_only} />
        ))}
      </ul>
      {!read_only && (
        <div class="dock">
          <PhotoButton question={null} primary />
        </div>
      )}
    </main>
  );
}

function Photo({
  item,
  view,
  read_only,
}: {
  item: EvidenceView;
  view: AuditView;
  read_only: boolean;
}): JSX.Element {
  const caption = useAutosave(item.data.caption, (text) => captionPhoto(item.uuid, text));
  const question =
    item.data.question === null ? undefined : view.questions.get(`${item.data.question}/0`)?.question;
  return (
    <li class="card photo">
      <Thumbnail sha256={item.data.sha256} alt={item.data.caption} own={item.own} />
      <div>
        <div class="row">
          <StateChip state={item.state} />
          <span class="hint">{size(item.data.size)}</span>
        </div>
        {item.reason !== null && <p class="problem">{item.reason}</p>}
        <label class="field">
          <span>{t("photo_caption")}</span>
          <input
            type="text"
            maxLength={500}
            value={caption.draft}
            disabled={read_only || !item.own}
            onInput={(event) => caption.type(event.currentTarget.value)}
            onBlur={caption.flush}
          />
        </label>
        <p class="hint">{question === undefined ? t("m_sheet") : said(question, "text")}</p>
        <p class="hint">
          {item.data.author.name}, <When time={item.data.taken_at} />
        </p>
      </div>
    </li>
  );
}
