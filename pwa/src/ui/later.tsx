/** Screens that are fetched when they are first shown, so that the first one is there at once. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n";

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
      if (known !== null) return;
      load().then(
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
