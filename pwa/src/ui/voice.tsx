/**
 * A note by voice, only where the phone itself understands speech.
 *
 * Most browsers send what they hear to a company's server. This one is asked to work on the phone
 * alone; where it cannot, nothing is recorded and the way by the keyboard's own key is told.
 */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "./components";
import { locale, t } from "./i18n";

interface Recognition {
  lang: string;
  continuous: boolean;
  processLocally: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onend: (() => void) | null;
  onerror: (() => void) | null;
  start(): void;
  stop(): void;
}
interface Recogniser {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

async function local(): Promise<Recognition | null> {
  const Made = (globalThis as { SpeechRecognition?: Recogniser }).SpeechRecognition;
  const lang = locale.value === "en" ? "en-GB" : "pl-PL";
  const able = await Made?.available?.({ langs: [lang], processLocally: true }).catch(() => "");
  if (Made === undefined || able !== "available") return null;
  return Object.assign(new Made(), { lang, continuous: true, processLocally: true });
}

export function VoiceButton({ onText }: { onText: (text: string) => void }): JSX.Element {
  const [state, setState] = useState<"off" | "on" | "told">("off");
  const listening = useRef<Recognition | null>(null);
  const toggle = async () => {
    if (listening.current !== null) return listening.current.stop();
    const recognition = await local();
    if (recognition === null) return setState(state === "told" ? "off" : "told");
    listening.current = recognition;
    recognition.onresult = ({ results }) =>
      onText(String(results[results.length - 1]?.[0]?.transcript ?? ""));
    recognition.onend = recognition.onerror = () => {
      listening.current = null;
      setState("off");
    };
    recognition.start();
    setState("on");
  };
  return (
    <>
      <button
        type="button"
        class="quiet square"
        aria-pressed={state === "on"}
        aria-label={t("voice")}
        title={t("voice")}
        onClick={() => void toggle()}
      >
        <Icon name="mic" />
      </button>
      {state === "told" && (
        <span class="hint" role="status">
          {t("voice_keyboard")}
        </span>
      )}
    </>
  );
}
