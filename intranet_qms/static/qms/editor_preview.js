// The preview of a draft: beside the text in step with it, or behind a button on a phone.

export function stepTogether(area, pane) {
  let rows = null; // rows on the screen before each line, as the font of the field has one width
  const measure = () => {
    const style = getComputedStyle(area);
    const canvas = measure.canvas ??= document.createElement("canvas").getContext("2d");
    canvas.font = style.font;
    const columns = Math.max(10, Math.floor((area.clientWidth - Number.parseFloat(style.paddingLeft)
      - Number.parseFloat(style.paddingRight)) / canvas.measureText("n").width));
    let sum = 0;
    rows = area.value.split("\n").map((line) => {
      const before = sum;
      sum += Math.max(1, Math.ceil(line.length / columns));
      return before;
    });
    rows.push(sum);
  };
  area.addEventListener("input", () => { rows = null; });
  new ResizeObserver(() => { rows = null; }).observe(area);
  let waiting = false;
  const follow = () => {
    waiting = false;
    if (pane.scrollHeight <= pane.clientHeight || getComputedStyle(pane).overflowY === "visible") return;
    if (area.scrollTop <= 0) return void (pane.scrollTop = 0);
    if (!rows) measure();
    const row = (area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight)) * rows.at(-1);
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    let before = null;
    let after = null;
    for (const block of pane.querySelectorAll("[data-line]")) {
      if (Number(block.dataset.line) <= low) before = block;
      else {
        after = block;
        break;
      }
    }
    const top = pane.getBoundingClientRect().top - pane.scrollTop;
    const place = (block, otherwise) => (block ? block.getBoundingClientRect().top - top : otherwise);
    const from = place(before, 0);
    const to = place(after, pane.scrollHeight);
    const first = before ? Number(before.dataset.line) : 0;
    const last = after ? Number(after.dataset.line) : rows.length - 1;
    const part = last > first ? Math.min(1, (low - first) / (last - first)) : 0;
    const share = area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight);
    // What is read stands as far down in the preview as in the text.
    pane.scrollTop = from + (to - from) * part - share * pane.clientHeight;
  };
  area.addEventListener("scroll", () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(follow);
    }
  }, { passive: true });
}

export function views(frame) {
  const bar = frame.querySelector(".qms-writing__views");
  bar.hidden = false;
  frame.dataset.view = "text";
  bar.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view]")?.dataset.view;
    if (!view) return;
    frame.dataset.view = view;
    for (const button of bar.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
  });
}

// One of many texts of a form, such as a chapter: shown below it on demand, and then in step with
// what is written.
export function previewBelow(area, label) {
  const { qmsPreview: address } = area.dataset;
  if (!address || !globalThis.htmx) return;
  const box = document.createElement("details");
  const pane = document.createElement("div");
  const name = document.createElement("summary");
  box.className = "qms-row__preview";
  pane.className = "qms-prose";
  pane.lang = "pl";
  name.textContent = label;
  box.append(name, pane);
  area.closest("label").after(box);
  let waiting = 0;
  const show = () => {
    if (box.open && box.isConnected) {
      htmx.ajax("POST", address, { target: pane, values: { body: area.value } });
    }
  };
  box.addEventListener("toggle", show);
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 600);
  });
}
