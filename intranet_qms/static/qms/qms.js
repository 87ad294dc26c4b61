// The little that pages need beyond HTML. Everything works without it, only less comfortably.

const SEARCH_DELAY_MS = 300;
const KEPT = "qms-kept:";
const VERSION = "qms-kept-version:";

const words = () => document.getElementById("qms-toasts")?.dataset ?? {};

// --- Short messages ---

function toast(text, label, act) {
  const place = document.getElementById("qms-toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "qms-toast";
  const sentence = document.createElement("p");
  sentence.textContent = text;
  box.append(sentence);
  const close = () => {
    box.remove();
    if (!place.childElementCount) place.hidePopover?.();
  };
  for (const [name, then] of [[label, act], [words().close, null]]) {
    if (!name) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      close();
      then?.();
    });
    box.append(button);
  }
  place.replaceChildren(box);
  if (!place.matches(":popover-open")) place.showPopover?.();
}

function repeat(source) {
  if (source instanceof HTMLFormElement) source.requestSubmit();
  else if (source instanceof HTMLAnchorElement) location.assign(source.href);
  else source.click?.();
}

// The sentence of an error page, so that a failed click says why without leaving the page.
function sentenceOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-qms-error]")?.textContent.replace(/\s+/g, " ").trim();
}

// A search that a newer one replaced, or that the page left behind, is no fault: nothing to log.
if (globalThis.htmx) {
  htmx.logger = (_element, name, detail) => {
    const replaced = ["htmx:afterRequest", "htmx:sendAbort"].includes(name);
    if (replaced && detail.error && detail.xhr?.status === 0) delete detail.error;
  };
}

document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.elt.closest(".qms-job")) {
    toast(words().noNetwork, words().retry, () => repeat(event.detail.elt));
  }
});
document.addEventListener("htmx:timeout", (event) => {
  toast(words().noNetwork, words().retry, () => repeat(event.detail.elt));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  // A form that came back with its errors is shown; an error page must not replace what was typed.
  event.detail.shouldSwap = !sentenceOf(xhr.response) && xhr.status !== 0;
  event.detail.isError = !event.detail.shouldSwap;
});
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  const text = sentenceOf(xhr.response) || words().failed;
  toast(text, xhr.status >= 500 ? words().retry : null, () => repeat(elt));
});
document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  // The address of a refused form is no page: keep the one that is there.
  if (event.detail.xhr?.status >= 400) {
    Object.assign(event.detail.history, { type: "replace", path: location.pathname + location.search });
  }
});
document.addEventListener("htmx:targetError", (event) => {
  if (event.target instanceof HTMLAnchorElement) location.assign(event.target.href);
});

// --- Filters ---

let waiting = 0;
function submitSoon(form, delay) {
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), delay);
}
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-qms-autosubmit]");
  if (form && event.target.type !== "search") submitSoon(form, 0);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("form[data-qms-autosubmit]")) return;
  // An address with only what was chosen can be read, sent and kept.
  for (const [name, value] of [...event.detail.formData]) {
    if (value === "") event.detail.formData.delete(name);
  }
});

// --- Typed text survives until the server has confirmed it ---

const typed = (form) =>
  [...form.elements].filter((field) =>
    field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));
const read = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.multiple ? [...field.selectedOptions].map((one) => one.value) : field.value;
};
function write(field, value) {
  if (typeof value === "boolean") field.checked = value;
  else if (Array.isArray(value)) {
    for (const one of field.options) one.selected = value.includes(one.value);
  } else field.value = value;
}
const snapshot = (form) => JSON.stringify(typed(form).map((field) => [field.name, read(field)]));
const fresh = new WeakMap();

function forget(form) {
  sessionStorage.removeItem(KEPT + form.dataset.qmsKeep);
  sessionStorage.removeItem(VERSION + form.dataset.qmsKeep);
}

function keep(form) {
  if (fresh.has(form)) return;
  fresh.set(form, snapshot(form));
  const kept = sessionStorage.getItem(KEPT + form.dataset.qmsKeep);
  if (!kept || kept === fresh.get(form)) return;
  const before = fresh.get(form);
  // What was kept was made from an earlier state: saved as such, the server shows both texts.
  const version = form.elements.row_version;
  const newest = version?.value;
  if (version) version.value = sessionStorage.getItem(VERSION + form.dataset.qmsKeep) ?? newest;
  const fill = (text) => {
    const values = JSON.parse(text);
    typed(form).forEach((field, at) => {
      if (values[at]?.[0] === field.name) write(field, values[at][1]);
      field.dispatchEvent(new Event("qms:filled"));
    });
  };
  fill(kept);
  toast(words().restored, words().discard, () => {
    fill(before);
    if (version) version.value = newest;
    forget(form);
  });
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.qmsKeep) {
    try {
      sessionStorage.setItem(KEPT + form.dataset.qmsKeep, snapshot(form));
      const version = form.elements.row_version?.value;
      if (version) sessionStorage.setItem(VERSION + form.dataset.qmsKeep, version);
    } catch {
      // A text that is larger than the browser keeps is saved by the server alone.
      forget(form);
    }
  }
  if (form?.matches("[data-qms-autosubmit]") && event.target.type === "search") {
    submitSoon(form, SEARCH_DELAY_MS);
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = requestConfig.elt; // the form itself, even if it has been replaced meanwhile
  if (form.dataset?.qmsKeep && xhr.status >= 200 && xhr.status < 300) {
    forget(form);
    fresh.delete(form);
  }
});
// A part of the page that saves a form by itself: what it sent is safe, what came later is not yet.
const sent = new WeakMap();
const savedBy = (element) =>
  element.dataset?.qmsSaves ? document.getElementById(element.dataset.qmsSaves) : null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = savedBy(event.detail.elt);
  if (form) sent.set(form, snapshot(form));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = savedBy(event.detail.elt);
  if (!form || event.detail.xhr.status !== 200) return;
  fresh.set(form, sent.get(form));
  if (snapshot(form) === sent.get(form)) forget(form);
});
addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-qms-keep]")].some(
    (form) => fresh.has(form) && fresh.get(form) !== snapshot(form));
  if (unsaved) event.preventDefault();
});

function begin(root) {
  for (const form of root.querySelectorAll("form[data-qms-keep]")) keep(form);
  // A wide table scrolls in its own frame; from the keyboard only what takes the focus scrolls.
  for (const frame of root.querySelectorAll(".qms-scroll")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
  }
  root.querySelector("[data-qms-focus]")?.focus();
}
begin(document);

// On a narrow page the tabs scroll sideways: begin where the open one is.
for (const open of document.querySelectorAll(".qms-nav [aria-current], .qms-tabs [aria-current]")) {
  const row = open.closest("nav");
  row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}
document.addEventListener("htmx:load", (event) => begin(event.target));
