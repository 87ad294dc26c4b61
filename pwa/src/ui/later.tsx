/** Screens that are fetched when they are first shown, so that the first one is there at once. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n";

/** @param load of a screen whose file the service worker keeps, so that no network is needed for it. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props): JSX.Element {
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
