// A signature whose proof was too old: the proof is given in a second tab, and when that tab has come
// back to this intranet it is closed and what was typed here is sent. Where the browser does not let
// us see the second tab, "Send again" stays for the signer.

const LOOK_EVERY = 400;

const cameBack = (tab, back) => {
  try {
    return tab.location.origin === location.origin && tab.location.pathname === back;
  } catch {
    // It is still at the provider, whose pages are none of our business.
    return false;
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-qms-proof]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const form = link.closest("form");
  const tab = window.open(link.href, "_blank");
  if (!tab) return;
  event.preventDefault();
  const back = new URL(link.dataset.qmsProof, location.href).pathname;
  const watch = setInterval(() => {
    if (tab.closed) {
      clearInterval(watch);
    } else if (cameBack(tab, back)) {
      clearInterval(watch);
      tab.close();
      window.focus();
      form.requestSubmit();
    }
  }, LOOK_EVERY);
});
