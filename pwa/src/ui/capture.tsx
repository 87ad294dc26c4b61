/** The camera, the gallery and files: looked at, marked and blurred before anything is stored. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { StorageFull } from "../storage/connection";
import type { Annotate } from "./annotate";
import { Confirm, Dialog, Icon } from "./components";
import { size, t, type Key } from "./i18n";
import { NoRoom, TooLarge, Unreadable, prepare, sealed, type Prepared } from "./photo";
import { toast } from "./session";
import { attachPhoto } from "./work";

export interface Target {
  readonly question: string | null;
  readonly sample?: number;
  /** Whether the photographs are the answer itself. */
  readonly as_answer?: boolean;
  /** Given where the photographs are stored later, with what they belong to. */
  readonly onPhotos?: (photos: readonly Prepared[]) => void;
}

interface Said {
  readonly text: string;
  readonly bad: boolean;
}

function problemOf(error: unknown): Said {
  const full = error instanceof NoRoom || error instanceof StorageFull;
  if (full) toast.value = "photo_full";
  const word: Key = full
    ? "photo_full"
    : error instanceof Unreadable
      ? "photo_unreadable"
      : error instanceof TooLarge
        ? "file_large"
        : "stored_not";
  return { text: t(word), bad: true };
}

/** Two ways to a picture. Says what was done to it, or why it was refused. */
export function PhotoButton({ primary = false, ...target }: Target & { primary?: boolean }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [photos, setPhotos] = useState<readonly Prepared[]>([]);
  const [said_last, setSaid] = useState<Said | null>(null);
  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = "";
    setBusy(true);
    setSaid(null);
    for (const file of files) {
      try {
        const made = await prepare(file);
        setPhotos((before) => [...before.filter((one) => one.sha256 !== made.sha256), made]);
      } catch (error) {
        setSaid(problemOf(error));
      }
    }
    setBusy(false);
  };
  const picker = (camera: boolean, word: Key) => (
    <label class={`tool file ${primary && camera ? "primary" : ""} ${busy ? "busy" : ""}`}>
      <input
        type="file"
        accept={camera ? "image/*" : "image/*,.heic,.heif,application/pdf"}
        {...(camera ? { capture: "environment" } : { multiple: true })}
        disabled={busy}
        onChange={(event) => void take(event.currentTarget)}
      />
      <Icon name={camera ? "camera" : "picture"} />
      {camera && busy ? t("photo_busy") : t(word)}
    </label>
  );
  const message = said_last !== null && (
    <span class={said_last.bad ? "problem full" : "hint full"} role={said_last.bad ? "alert" : "status"}>
      {said_last.text}
    </span>
  );
  const save = async () => {
    let rest = photos;
    try {
      if (target.onPhotos !== undefined) target.onPhotos(rest);
      else
        for (const photo of photos) {
          await attachPhoto(photo, target.question, target.sample ?? 0, target.as_answer === true);
          rest = rest.filter((one) => one !== photo);
        }
      setSaid({ text: t(photos.some((one) => one.as_it_is) ? "file_kept" : "photo_cleaned"), bad: false });
      rest = [];
    } catch (error) {
      setSaid(problemOf(error));
    }
    setPhotos(rest);
  };
  return (
    <>
      {picker(true, "photo")}
      {picker(false, "photo_file")}
      {photos.length === 0 && message}
      {photos.length > 0 && (
        <Review
          photos={photos}
          more={picker(true, "review_more")}
          message={message || null}
          onChange={setPhotos}
          onSave={save}
        />
      )}
    </>
  );
}

function Review({
  photos,
  more,
  message,
  onChange,
  onSave,
}: {
  photos: readonly Prepared[];
  more: JSX.Element;
  message: JSX.Element | null;
  onChange: (photos: readonly Prepared[]) => void;
  onSave: () => Promise<void>;
}): JSX.Element {
  const [leaving, setLeaving] = useState(false);
  const [saving, setSaving] = useState(false);
  const [editor, setEditor] = useState<{
    readonly photo: Prepared;
    readonly Editor: ComponentType<Parameters<typeof Annotate>[0]>;
  } | null>(null);
  const replace = (old: Prepared, now: Prepared | null) =>
    onChange(photos.flatMap((one) => (one === old ? (now ?? []) : one)));
  return (
    <Dialog title={t("review")} onClose={() => setLeaving(true)} wide>
      <ul class="review">
        {photos.map((photo) => (
          <li key={photo.sha256}>
            <Preview photo={photo} />
            <div>
              <span class="hint">{t(photo.as_it_is ? "file_kept" : "photo_cleaned")}</span>
              <span class="row">
                {!photo.as_it_is && (
                  <button
                    type="button"
                    onClick={() =>
                      void import("./annotate").then(({ Annotate: Editor }) => setEditor({ photo, Editor }))
                    }
                  >
                    <Icon name="blur" />
                    {t("review_mark")}
                  </button>
                )}
                <button
                  type="button"
                  class="quiet square"
                  aria-label={t("review_drop")}
                  onClick={() => replace(photo, null)}
                >
                  <Icon name="cross" />
                </button>
              </span>
            </div>
          </li>
        ))}
      </ul>
      <p class="flag plain">
        <Icon name="alert" />
        <span>{t("review_people")}</span>
      </p>
      {message}
      <div class="row end sticky">
        {more}
        <button
          type="button"
          class="primary"
          disabled={saving}
          onClick={() => {
            setSaving(true);
            void onSave().finally(() => setSaving(false));
          }}
        >
          {t("review_save", { n: photos.length })}
        </button>
      </div>
      {editor !== null && (
        <editor.Editor
          photo={editor.photo.blob}
          onClose={() => setEditor(null)}
          onDone={(blob) => {
            const old = editor.photo;
            setEditor(null);
            void sealed(blob, old.name).then((now) => replace(old, now));
          }}
        />
      )}
      {leaving && (
        <Confirm
          title={t("review_leave")}
          text={t("review_leave_text")}
          yes={t("review_drop")}
          onYes={() => onChange([])}
          onNo={() => setLeaving(false)}
        />
      )}
    </Dialog>
  );
}

function Preview({ photo }: { photo: Prepared }): JSX.Element {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (photo.as_it_is) return;
    const made = URL.createObjectURL(photo.blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return address === null ? (
    <span class="thumb gone">
      {photo.name} {size(photo.blob.size)}
    </span>
  ) : (
    <img src={address} alt={photo.name} />
  );
}
