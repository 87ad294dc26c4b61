/** Screens that are fetched when they are first shown, so that the first one is there at once. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n";

const AGAIN_AFTER = 400;

/**
 * @param load of a screen whose file the service worker keeps, so that no network is needed for it.
 * @param part whether it is a part of a screen, which is not there until its file is.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  part = false,
): (props: Props) => JSX.Element | null {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props): JSX.Element | null {
    const [, arrived] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      // It may have come for another place on the screen between drawing this one and now.
      if (known !== null) return arrived(1);
      // Once more before giving up: a service worker that is only waking up may miss the first call.
      const again = () => new Promise((wait) => setTimeout(wait, AGAIN_AFTER)).then(load);
      load().catch(again).then(
        (screen) => {
          known = screen;
          arrived(1);
        },
        // A newer version was switched on in another tab, and this file is no longer there.
        () => setFailed(true),
      );
    }, []);
    if (known !== null) {
      const Screen = known;
      return <Screen {...props} />;
    }
    if (part && !failed) return null;
    return (
      <main class="page narrow" id="main">
        {failed ? (
          <button type="button" class="primary" onClick={() => location.reload()}>
            {t("reload")}
          </button>
        ) : (
          <div class="skeleton" />
        )}
      </main>
    );
  };
}
