// On top only: the office is whole without it. No markup is made of text here.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);

  // The day comes again each half minute and is put over the one that stands: what was unfolded
  // or folded stays so, and a field that is being typed in is not part of it.
  on("htmx.before.swap", ({ detail }) => {
    for (const { fragment } of detail.tasks) {
      for (const part of all("details[id]", fragment)) {
        const standing = document.getElementById(part.id);
        if (standing) part.open = standing.open;
      }
    }
  });
  // After the session's end the answer is the login page: it takes no place in the day.
  on("htmx.before.response", (event) => {
    if (event.detail.ctx.response.raw.redirected || !event.detail.ctx.response.raw.ok) {
      event.preventDefault();
    }
  });

  // What is typed in a form with a draft is kept every few seconds; the form itself is untouched.
  const WAIT = 3000;
  for (const form of all("form[data-draft]")) {
    let timer = 0, last = "";
    const keep = async () => {
      const sent = new URLSearchParams(new FormData(form));
      sent.set("form", form.dataset.draft);
      if (sent.toString() === last) return;
      const said = form.querySelector("[data-kept]");
      try {
        const answer = await fetch("/office/drafts", { method: "POST", body: sent, redirect: "error" });
        if (!answer.ok) return;
        last = sent.toString();
        if (said) said.hidden = false;
      } catch { /* the next key tries again */ }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, WAIT);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  // j and k move between the rows of a table: only where its reader has switched that on.
  const keys = document.querySelector("[data-keys]");
  if (keys) {
    const NAME = "fairwind-row-keys";
    keys.closest("[hidden]").hidden = false;
    try { keys.checked = localStorage.getItem(NAME) === "on"; } catch { /* not kept, still works */ }
    keys.addEventListener("change", () => {
      try { localStorage.setItem(NAME, keys.checked ? "on" : "off"); } catch { /* for this page */ }
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("select, textarea, input:not([type=checkbox])");
      const step = { j: 1, k: -1 }[event.key];
      if (!keys.checked || typing || !step || event.ctrlKey || event.metaKey || event.altKey) return;
      const links = all("[data-rows] tbody th > a");
      const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
      const next = links[at < 0 ? 0 : at + step];
      if (next) next.focus();
    });
  }
})();
