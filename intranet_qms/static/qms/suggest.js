// Suggestions below a search box while somebody types: the combobox with a list of the ARIA
// authoring practices. Without script, or without an answer, the box searches as it is.
// What was opened lately is remembered by this browser only, for whoever reads here.

const WAIT = 120, MOST_RECENT = 6, KEY = "qms-opened";
let serial = 0;

const recent = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one?.code && one?.url?.startsWith("/")) : [];
  } catch {
    return [];
  }
};

const remember = (one) => {
  try {
    const rest = recent().filter((other) => other.code !== one.code);
    localStorage.setItem(KEY, JSON.stringify([one, ...rest].slice(0, MOST_RECENT)));
  } catch {
    // A full or closed store only costs the convenience.
  }
};

const make = (tag, attributes, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

function build(input) {
  if (input.dataset.qmsReady) return;
  input.dataset.qmsReady = "1";
  const words = input.dataset;
  const base = `qms-suggest-${(serial += 1)}`;
  const list = make("ul", {
    class: "qms-suggest", role: "listbox", id: `${base}-list`, "aria-label": words.wordsList,
  });
  const told = make("span", { class: "qms-hidden", role: "status" });
  list.hidden = true;
  input.after(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
    "aria-autocomplete": "list", autocomplete: "off",
  })) input.setAttribute(name, value);

  let options = [], active = -1, timer = 0, asking = null;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = (one) => {
    remember({ code: one.code, title: one.title, url: one.url });
    location.assign(one.url);
  };
  const mark = (number) => {
    active = number;
    [...list.querySelectorAll("[role=option]")].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === active));
      if (place === active) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
    if (active < 0) input.removeAttribute("aria-activedescendant");
  };
  const show = (found, heading) => {
    options = found;
    list.replaceChildren();
    if (heading && found.length) {
      list.append(make("li", { class: "qms-suggest__head", role: "presentation" }, heading));
    }
    found.forEach((one, place) => {
      const item = make(
        "li", { class: "qms-suggest__one", role: "option", id: `${base}-${place}`, "aria-selected": "false" },
        make("span", { class: "qms-code" }, one.code), make("span", {}, one.title),
      );
      // Before the box loses the focus, which would close the list.
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => open(one));
      list.append(item);
    });
    told.textContent = found.length ? `${words.wordsList}: ${found.length}` : words.wordsNone;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
  };
  const ask = async () => {
    asking?.abort();
    const typed = input.value.trim();
    if (!typed) {
      show(recent(), words.wordsRecent);
      return;
    }
    if (typed.length < 2) {
      close();
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${words.qmsSuggest}?q=${encodeURIComponent(typed.slice(0, 80))}`, {
        headers: { Accept: "application/json" }, signal: asking.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { documents } = await answer.json();
      if (input.value.trim() === typed && document.activeElement === input) show(documents);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("click", () => {
    if (list.hidden && !input.value.trim()) show(recent(), words.wordsRecent);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the box itself is meant again.
      mark(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      open(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter") {
      clearTimeout(timer);
      asking?.abort();
      close();
    }
  });
}

const start = () => {
  document.querySelectorAll("input[data-qms-suggest]").forEach(build);
  const here = document.querySelector("[data-qms-opened]");
  if (here) {
    remember({ code: here.dataset.qmsOpened, title: here.dataset.title, url: location.pathname });
  }
};
start();
document.addEventListener("htmx:load", start);
