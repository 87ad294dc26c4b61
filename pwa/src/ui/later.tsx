/** Screens that are fetched when they are first shown, so that the first one is there at once. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n";

/** One for each screen and part; those of a screen join when its own file has come. */
const loads: (() => Promise<unknown>)[] = [];

/**
 * Take every screen into memory: from then on neither a network nor the service worker is needed to
 * show one, nor are the files of a version that is let go.
 *
 * @returns whether all of them came.
 */
export async function loadAll(): Promise<boolean> {
  try {
    for (const load of loads) await load();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param load of a screen whose file the service worker keeps, so that no network is needed for it.
 * @param part whether it is a part of a screen, which is not there until its file is.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  part = false,
): (props: Props) => JSX.Element | null {
  let known: ComponentType<Props> | null = null;
  const take = async () => {
    known ??= await load();
  };
  loads.push(take);
  return function Later(props: Props): JSX.Element | null {
    const [, arrived] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      // It may have come for another place on the screen between drawing this one and now.
      if (known !== null) return arrived(1);
      take().then(
        () => arrived(1),
        // A newer version was switched on in another tab, and this file is no longer there.
        (error: unknown) => {
          console.error(error);
          setFailed(true);
        },
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
