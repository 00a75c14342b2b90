// On top only: every page is whole without it. No markup is made of text here; words are set as text.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // The search field as a combobox with a list of suggestions (WAI-ARIA, list autocomplete).
  function combobox(field) {
    const list = document.createElement("ul");
    list.id = field.id + "-list";
    list.className = "suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", one(`label[for="${field.id}"]`)?.textContent ?? field.name);
    field.after(list);
    field.removeAttribute("list");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"]]) {
      field.setAttribute(name, value);
    }
    let at = -1, timer = 0, asking = new AbortController();

    function close() {
      clearTimeout(timer);
      asking.abort();
      list.hidden = true;
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
    function mark(next) {
      const rows = [...list.children];
      at = (next + rows.length + 1) % (rows.length + 1);
      rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
      if (at < rows.length) {
        field.setAttribute("aria-activedescendant", rows[at].id);
        rows[at].scrollIntoView({ block: "nearest" });
      } else {
        at = -1;
        field.removeAttribute("aria-activedescendant");
      }
    }
    function pick(row) {
      field.value = row.dataset.text;
      close();
      if (row.dataset.kind === "stay" && row.dataset.href) location.assign(row.dataset.href);
    }
    function show(found) {
      list.replaceChildren(...found.map((entry, n) => {
        const row = document.createElement("li"), name = document.createElement("span");
        row.id = `${list.id}-${n}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        name.textContent = entry.text;
        row.append(name);
        if (entry.note) {
          const note = document.createElement("small");
          note.textContent = entry.note;
          row.append(" ", note);
        }
        Object.assign(row.dataset, { text: entry.text, kind: entry.kind ?? "" });
        if (/^\/(?!\/)/.test(entry.href ?? "")) row.dataset.href = entry.href;
        return row;
      }));
      at = -1;
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      field.removeAttribute("aria-activedescendant");
    }
    async function ask() {
      asking.abort();
      asking = new AbortController();
      const asked = new URLSearchParams({ q: field.value, lang: document.documentElement.lang });
      try {
        const answer = await fetch("/suggest?" + asked, { signal: asking.signal });
        if (answer.ok && document.activeElement === field) show(await answer.json());
      } catch { /* the field stays a plain field */ }
    }
    field.addEventListener("input", () => {
      clearTimeout(timer);
      if (field.value.trim().length < 2) close();
      else timer = setTimeout(ask, 120);
    });
    field.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.key === "ArrowDown" && open) mark(at + 1);
      else if (event.key === "ArrowDown" && field.value.trim()) ask();
      else if (event.key === "ArrowUp" && open) mark(at < 0 ? list.children.length - 1 : at - 1);
      else if (event.key === "Enter" && open && at >= 0) pick(list.children[at]);
      else if (event.key === "Escape" && open) close();
      else return;
      event.preventDefault();
    });
    field.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) pick(row);
    });
  }

  // A folded part of the search form says what is chosen in it.
  function said(part) {
    const words = [];
    for (const control of all("select,input", part)) {
      if (control.matches("select") && control.value) words.push(control.selectedOptions[0].text);
      else if (control.matches(":checked")) words.push(control.parentElement.textContent.trim());
      else if (!control.matches("select,[type=checkbox],[type=radio]")) words.push(control.value);
    }
    const line = one(".val", part);
    line.textContent = words.filter((word) => word.trim()).join(" \u00b7 ") || line.dataset.none;
  }

  // A box that narrows a long list of values as one types.
  function narrow(rest) {
    const rows = all("li", rest);
    const field = one("template", rest)?.content.firstElementChild.cloneNode(true);
    if (!field || rows.length < 9) return;
    one("ul", rest).before(field);
    field.addEventListener("input", () => {
      const typed = one("input", field).value.trim().toLocaleLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(typed);
    });
  }

  function dress(root) {
    all("[data-suggest]", root).forEach(combobox);
    all(".drop", root).forEach((part) => part.addEventListener("change", () => said(part)));
    all(".rest", root).forEach(narrow);
  }

  const on = (name, act) => document.addEventListener(name, act);
  setTimeout(() => dress(document)); // a task of its own: the page may be drawn and pressed in between

  // One open part of a form at a time; a press beside it or Escape folds it.
  on("click", (event) => {
    for (const part of all(".drop[open],.menu[open]")) {
      if (!part.contains(event.target)) part.open = false;
    }
  });
  on("focusin", (event) => {
    for (const part of all(".drop[open],.menu[open]")) {
      const over = getComputedStyle(one(".sheet", part)).position === "absolute";
      if (over && !part.contains(event.target)) part.open = false;
    }
  });
  on("keydown", (event) => {
    const part = event.key === "Escape" && event.target.closest?.(".drop[open],.menu[open]");
    if (part) {
      part.open = false;
      one("summary", part).focus();
    }
  });
  on("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData]) {
      if (value === "" && !event.formData.getAll(name).some(Boolean)) event.formData.delete(name);
    }
  });

  // htmx reads a link or form when the pointer or the focus reaches it, not all of them at the
  // start: a page of two hundred links costs a phone nothing. Until then each is a plain link.
  let reached = false;
  on("htmx.before.process", (event) => { if (!reached) event.preventDefault(); });
  for (const name of ["pointerover", "focusin"]) {
    on(name, ({ target }) => {
      const part = target.closest?.("a,form");
      if (!part?.closest("#results")) return;
      reached = true;
      for (let at = part; at; at = at.parentElement?.closest("form")) htmx.process(at);
      reached = false;
    });
  }

  // Swapping the results in place: what was open stays open, the count is said once. The names of
  // events have points because the attributes have (metaCharacter in the page's head).
  on("htmx.before.request", () => one("#results")?.setAttribute("aria-busy", "true"));
  on("htmx.finally.request", () => one("#results")?.removeAttribute("aria-busy"));
  on("htmx.before.swap", ({ detail }) => {
    for (const { fragment } of detail.tasks) {
      for (const part of all("details[id]", fragment)) {
        part.open ||= Boolean(document.getElementById(part.id)?.open);
      }
    }
  });
  on("htmx.before.settle", () => { // on what came, for the pressed link may be gone
    const heading = one("#results h1");
    if (!heading) return;
    dress(one("#results"));
    one("#said").textContent = heading.textContent;
    if (document.activeElement === document.body) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  });
  on("htmx.error", ({ detail }) => {
    const asked = detail.ctx?.request;
    if (asked?.action && asked.method === "GET") location.assign(asked.action);
  });
})();
