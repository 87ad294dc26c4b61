/** From question to question by a swipe or by keys. Buttons do the same, so neither is needed. */

/** Pixels that a finger goes to the side before it is a swipe, and at most up or down meanwhile. */
const [FAR, STRAIGHT] = [70, 50];
/** Phones themselves swipe back from the edge. */
const EDGE = 28;

/**
 * @param move told 1 for the next question and -1 for the one before.
 * @returns how to stop listening.
 */
export function listenForMoves(move: (by: 1 | -1) => void): () => void {
  const until = new AbortController();
  const { signal } = until;
  let start: Touch | null = null;
  document.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.touches[0] ?? null;
      const element = event.target instanceof Element ? event.target : null;
      // What is drawn on, scrolled to the side or written in keeps its own gestures.
      const own = element?.closest(
        "canvas, input:not([type=radio], [type=checkbox], [type=file]), textarea, select, dialog, .samples",
      );
      const on_card = element?.closest("[data-question]") != null;
      const inside = touch !== null && touch.clientX > EDGE && touch.clientX < innerWidth - EDGE;
      start = event.touches.length === 1 && on_card && own == null && inside ? touch : null;
    },
    { signal, passive: true },
  );
  document.addEventListener(
    "touchend",
    (event) => {
      const end = event.changedTouches[0];
      const begun = start;
      start = null;
      if (begun === null || end === undefined) return;
      const [dx, dy] = [end.clientX - begun.clientX, end.clientY - begun.clientY];
      if (Math.abs(dx) < FAR || Math.abs(dy) > STRAIGHT) return;
      event.preventDefault();
      move(dx < 0 ? 1 : -1);
    },
    { signal, passive: false },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const element = event.target instanceof HTMLElement ? event.target : null;
      if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]") !== null) return;
      const [down, up] = [event.key === "ArrowDown", event.key === "ArrowUp"];
      if (event.altKey && (down || up)) {
        event.preventDefault();
        return move(down ? 1 : -1);
      }
      // Letters and digits count only on a card, and never where one writes (WCAG 2.1.4).
      const card = element?.closest("[data-question]");
      if (
        event.altKey ||
        card == null ||
        element?.matches("textarea, select, input:not([type=radio], [type=checkbox])")
      )
        return;
      if (event.key === "j" || event.key === "k") {
        event.preventDefault();
        return move(event.key === "j" ? 1 : -1);
      }
      const at = Number(event.key);
      if (at >= 1 && at <= 9)
        card.querySelectorAll<HTMLInputElement>(".choices input:not(:disabled)")[at - 1]?.click();
    },
    { signal },
  );
  return () => until.abort();
}
