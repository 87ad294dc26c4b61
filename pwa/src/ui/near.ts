/** Tells a card once when it comes near the screen. One watcher for all of them. */

let watcher: IntersectionObserver | null = null;
const told = new WeakMap<Element, () => void>();

/** @returns how to stop waiting. */
export function near(element: Element, come: () => void): () => void {
  if (typeof IntersectionObserver === "undefined") {
    come();
    return () => undefined;
  }
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher?.unobserve(target);
        told.get(target)?.();
      }
    },
    { rootMargin: "1200px 0px" },
  );
  told.set(element, come);
  watcher.observe(element);
  return () => watcher?.unobserve(element);
}
