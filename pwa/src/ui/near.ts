/**
 * On a long sheet, which cards are whole: those around the one in the middle of the screen, one more
 * in each frame, so that neither opening nor scrolling ever waits for five hundred of them.
 */

/** Cards before and behind the middle one. */
const REACH = 9;
/** Milliseconds between two looks while the sheet is being scrolled. */
const LOOK = 120;
/** Pixels in that time: nobody reads what passes faster. */
const FLYING = 500;

const waiting = new Map<Element, () => void>();
let looking = false;
/** Asked to look while already doing so. */
let again = false;

/** Tell a card once when it comes near the screen. @returns how to stop waiting. */
export function near(card: Element, come: () => void): () => void {
  if (waiting.size === 0) document.addEventListener("scroll", look, { passive: true });
  waiting.set(card, come);
  look();
  return () => {
    waiting.delete(card);
    if (waiting.size === 0) document.removeEventListener("scroll", look);
  };
}

/** Look again: the sheet has changed under a screen that did not move. */
export function look(): void {
  again = looking;
  if (looking) return;
  looking = true;
  requestAnimationFrame(() => {
    const next = nearest();
    if (next === null) return void setTimeout(rested, LOOK);
    const come = waiting.get(next);
    waiting.delete(next);
    come?.();
    looking = false;
    look();
  });
}

let seen = -1;

/** After a rest: look again only when something has moved meanwhile, and not while it flies by. */
function rested(): void {
  const moved = Math.abs(scrollY - seen);
  seen = scrollY;
  if (moved > FLYING) return void setTimeout(rested, LOOK);
  looking = false;
  if (moved > 0 || again) look();
}

/** The unfinished card that is nearest to the middle of the screen; null when all near it are whole. */
function nearest(): Element | null {
  const middle = [0.5, 0.35, 0.65, 0.2]
    .map((part) => document.elementFromPoint(innerWidth / 2, innerHeight * part)?.closest("[data-question]"))
    .find((card) => card != null);
  const cards = [...document.querySelectorAll("[data-question]")];
  const at = Math.max(0, middle == null ? 0 : cards.indexOf(middle));
  for (let away = 0; away <= REACH; away++) {
    for (const card of [cards[at + away], cards[at - away]]) {
      if (card !== undefined && waiting.has(card)) return card;
    }
  }
  return null;
}
