// Makes the pages more comfortable. Without scripts everything works with plain links and forms.
// The one rule: it sends requests only to this server and stores nothing in the browser.
"use strict";

document.documentElement.classList.add("js");

// Aborts all requests when the visitor leaves, so that no response brings the page back.
const leaving = new AbortController();

// The exit button: hides the page at once and replaces it in the history.
{
  const exit = document.getElementById("exit");
  const announcer = document.createElement("p");
  announcer.className = "hidden";
  announcer.setAttribute("role", "status");
  document.body.append(announcer);

  const leave = () => {
    leaving.abort();
    const cover = document.createElement("div");
    cover.className = "left";
    document.body.replaceChildren(cover);
    document.title = "\u200b";
    location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // The browser may restore the page from the back-forward cache.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector(".left")) leave();
  });

  // Three presses of Shift without another key within five seconds.
  let presses = [];
  let isOnlyShift = false;
  addEventListener("keydown", (event) => {
    isOnlyShift = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift" && presses.length > 0) {
      presses = [];
      announcer.textContent = "";
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !isOnlyShift) return;
    const now = event.timeStamp;
    presses = [...presses.filter((press) => now - press < 5000), now];
    const left = 3 - presses.length;
    if (left <= 0) return leave();
    announcer.textContent = `Press Shift ${left === 1 ? "once more" : `${left} more times`} to leave.`;
  });
}

// Suggestions while typing (WAI-ARIA combobox). The query is in the request body, so that it is in no log.
{
  const plurals = { approach: "approaches", lens: "lenses" };
  const pathOf = ({ kind, slug }) => `/${(plurals[kind] ?? `${kind}s`).replace("_", "-")}/${slug}`;

  const attach = (input) => {
    const list = document.createElement("ul");
    const id = `${input.id}-suggestions`;
    Object.assign(list, { id, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(name, value);
    input.parentElement.append(list);

    let pending = null;
    let chosen = -1;

    const close = () => {
      // A pending response must not open the list again.
      pending?.abort();
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      const options = [...list.children];
      chosen = (index + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const take = (option) => {
      if (input.dataset.suggest === "name") {
        input.value = option.dataset.label;
        close();
      } else {
        location.assign(option.dataset.path);
      }
    };
    const show = (found) => {
      const options = found.map((it, at) => {
        const option = document.createElement("li");
        option.id = `${id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { path: pathOf(it), label: it.label });
        const label = document.createElement("span");
        label.dir = "auto";
        label.textContent = it.matched === it.label ? it.label : `${it.label} (${it.matched})`;
        const kind = document.createElement("span");
        kind.className = "soft";
        kind.textContent = it.kind.replace("_", " ");
        option.append(label, kind);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(option);
        });
        return option;
      });
      list.replaceChildren(...options);
      chosen = -1;
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      input.removeAttribute("aria-activedescendant");
    };

    input.addEventListener("input", async () => {
      pending?.abort();
      const q = input.value.trim();
      if (!q) return close();
      pending = new AbortController();
      try {
        const response = await fetch("/api/v1/suggest", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ q }),
          signal: AbortSignal.any([pending.signal, leaving.signal]),
        });
        if (!response.ok) return close();
        const { data } = await response.json();
        show(input.dataset.suggest === "name" ? data.filter((it) => it.kind === "organization") : data);
      } catch {
        // Aborted by the next letter, or no connection: the form works without suggestions.
      }
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    input.form?.addEventListener("submit", close);
  };
  for (const input of document.querySelectorAll("[data-suggest]")) attach(input);
}

// The search page: replaces facets and results without a page load. URLs are those of the plain form.
{
  const form = document.getElementById("find");
  let loading = null;
  // The loaded URL without its fragment: links within the page do not need to load anything.
  let here = location.pathname + location.search;

  // The URL of the form: each name once, values joined by commas, without empty values.
  const urlOf = (data) => {
    const values = new Map();
    for (const [name, value] of data) {
      if (value !== "") values.set(name, [...(values.get(name) ?? []), value]);
    }
    const encode = (value) => encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%20", "+");
    const pairs = [...values].map(([name, all]) => `${name}=${encode(all.join(","))}`);
    return pairs.length > 0 ? `${form.getAttribute("action")}?${pairs.join("&")}` : form.getAttribute("action");
  };

  const replace = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const focused = document.activeElement?.closest("[data-part]") ? document.activeElement.id : null;
    const open = [...document.querySelectorAll("[data-part] details[open][id]")].map((it) => it.id);
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = page.getElementById(part.id);
      if (other) part.replaceWith(document.importNode(other, true));
    }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    // Keeps the keyboard focus; if its element no longer exists, moves the focus to the results.
    if (focused !== null) {
      const target = (focused && document.getElementById(focused)) || document.getElementById("found");
      target?.focus({ preventScroll: true });
    }
    document.title = page.title;
    document.dispatchEvent(new Event("page:replaced"));
    const total = document.getElementById("total")?.textContent;
    if (total) document.getElementById("announce").textContent = total;
  };

  // Shows an error of a private search in place of the results: it has no URL to open.
  const showError = (...sentences) => {
    const found = document.getElementById("found");
    const shown = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    found.replaceChildren(...shown);
    found.classList.remove("is-loading");
    document.getElementById("announce").textContent = sentences.join(" ");
  };

  const load = async (url, options, { pushes, scrolls } = {}) => {
    loading?.abort();
    loading = new AbortController();
    const signal = AbortSignal.any([loading.signal, leaving.signal]);
    const isPrivate = options.method === "POST";
    document.getElementById("found")?.classList.add("is-loading");
    try {
      const response = await fetch(url, { ...options, headers: { Accept: "text/html" }, signal });
      const html = await response.text();
      if (signal.aborted) return;
      if (response.ok) {
        if (pushes) history.pushState(null, "", url);
        here = location.pathname + location.search;
        replace(html);
        if (scrolls) document.getElementById("found")?.scrollIntoView();
      } else if (isPrivate) {
        const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
        showError(...[...main.querySelectorAll("h1, .lead, ul:not(.links) li")].map((it) => it.textContent));
      } else {
        // The error has its own page.
        location.assign(url);
      }
    } catch {
      if (signal.aborted) return;
      if (isPrivate) showError("There is no connection. Your search is still here: try again.");
      else location.assign(url);
    }
  };

  const search = (button) => {
    const data = new FormData(form);
    // A checkbox repeats the last submitted query: text that the visitor has not submitted is not sent.
    const query = form.elements.q;
    if (button) query.defaultValue = query.value;
    else data.set("q", query.defaultValue);
    if (button?.name) data.append(button.name, button.value);
    const isPrivate = (button?.formMethod || form.method) === "post";
    if (isPrivate) return load(form.action, { method: "POST", body: new URLSearchParams(data) }, { scrolls: !!button?.name });
    return load(urlOf(data), {}, { pushes: true, scrolls: !!button?.name });
  };

  if (form) {
    // On a phone, filters are closed so that the results come first.
    if (matchMedia("(max-width: 59.99rem)").matches) document.getElementById("filters").open = false;
    const announce = document.createElement("p");
    Object.assign(announce, { id: "announce", className: "hidden" });
    announce.setAttribute("role", "status");
    document.body.append(announce);

    form.addEventListener("change", (event) => {
      if (event.target.matches("input[type=checkbox], select") || (event.target.id === "founded" && event.target.validity.valid)) search();
    });
    form.addEventListener("submit", (event) => {
      // Switching between normal and private search loads a new page.
      const method = event.submitter?.formMethod || form.method;
      if (method !== form.method) return;
      event.preventDefault();
      search(event.submitter);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[data-load]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      load(link.href, {}, { pushes: true, scrolls: link.rel !== "" });
    });
    addEventListener("popstate", async () => {
      if (location.pathname + location.search === here) return;
      await load(location.href, {});
      if (leaving.signal.aborted) return;
      // The search field goes back with the results.
      form.elements.q.value = form.elements.q.defaultValue = new URLSearchParams(location.search).get("q") ?? "";
    });
  }
}
