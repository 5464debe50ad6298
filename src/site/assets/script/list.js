// The list of organizations: replaces filters and results without a page load. URLs are those of the
// plain form. `list` is what tray.js needs of it.
const list = { form: document.getElementById("find"), here: location.pathname + location.search };
{
  const { form } = list;
  const wide = matchMedia("(min-width: 60rem)");
  const panel = document.getElementById("filters");
  let loading = null;
  const isPanelOpen = () => panel?.matches(":popover-open") ?? false;

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
    const details = [...document.querySelectorAll("[data-part] details[id]")].map((it) => [it.id, it.open]);
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = page.getElementById(part.id);
      if (other) part.replaceWith(document.importNode(other, true));
    }
    // Parts that the visitor opened or closed stay so.
    for (const [id, open] of details) {
      const it = document.getElementById(id);
      if (it) it.open = open || it.querySelector("input:checked, [aria-invalid]") !== null;
    }
    prepare();
    // Keeps the keyboard focus; if its element no longer exists, moves the focus to the results.
    if (focused !== null) {
      const target = (focused && document.getElementById(focused)) || document.getElementById(isPanelOpen() ? "apply" : "found");
      target?.focus({ preventScroll: true });
    }
    document.title = page.title;
    document.dispatchEvent(new Event("page:replaced"));
    const total = document.getElementById("total")?.textContent;
    const wrong = document.getElementById("founded-wrong")?.textContent;
    document.getElementById("announce").textContent = [wrong, total].filter(Boolean).join(". ");
  };

  // Additions of the script to the parts: the live count, and the box that searches among countries.
  const prepare = () => {
    const total = document.getElementById("total")?.textContent.split(" (")[0];
    const apply = document.getElementById("apply");
    if (apply && total) apply.textContent = `Show ${total}`;
    for (const box of document.querySelectorAll(".within[hidden]")) box.hidden = false;
  };

  const showResults = () => {
    panel.hidePopover();
    const found = document.getElementById("found");
    found.scrollIntoView();
    found.focus({ preventScroll: true });
  };

  // Shows an error of a private search in place of the results: it has no URL to open.
  const showError = (...sentences) => {
    const results = document.getElementById("results");
    const shown = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    results.replaceChildren(...shown);
    document.getElementById("found").classList.remove("is-loading");
    document.getElementById("announce").textContent = sentences.join(" ");
  };

  const load = async (url, options, { pushes, scrolls } = {}) => {
    loading?.abort();
    loading = new AbortController();
    const signal = AbortSignal.any([loading.signal, leaving.signal]);
    const isPrivate = options.method === "POST";
    const found = document.getElementById("found");
    found.classList.add("is-loading");
    try {
      const response = await fetch(url, { ...options, headers: { Accept: "text/html" }, signal });
      const html = await response.text();
      if (signal.aborted) return;
      if (response.ok) {
        if (pushes) history.pushState(null, "", url);
        list.here = location.pathname + location.search;
        replace(html);
        found.classList.remove("is-loading");
        if (scrolls) found.scrollIntoView();
      } else if (isPrivate) {
        const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
        showError(...[...main.querySelectorAll("h1, .lead, ul:not(.links) li")].map((it) => it.textContent));
      } else {
        // The error has its own page.
        location.assign(url);
      }
    } catch {
      if (signal.aborted) return;
      if (isPrivate) showError("You seem to be offline. Your search is still here: try again.");
      else location.assign(url);
    }
  };

  const search = (button) => {
    const data = new FormData(form);
    // A checkbox repeats the last submitted query: text that the visitor has not submitted is not sent.
    const query = form.elements.q;
    if (button && button.id !== "apply") query.defaultValue = query.value;
    else data.set("q", query.defaultValue);
    if (button?.name) data.append(button.name, button.value);
    const isPage = button?.name === "page";
    if (form.method === "post") {
      return load(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(data) }, { scrolls: isPage });
    }
    return load(urlOf(data), {}, { pushes: true, scrolls: isPage });
  };

  if (form) {
    prepare();
    // Turning a tablet shows the filters in the page; a panel would lie over it.
    wide.addEventListener("change", () => { if (isPanelOpen()) panel.hidePopover(); });
    panel.addEventListener("toggle", () => { if (isPanelOpen()) panel.querySelector("summary").focus(); });
    panel.addEventListener("focusout", ({ relatedTarget }) => {
      if (isPanelOpen() && relatedTarget && !panel.contains(relatedTarget)) panel.hidePopover();
    });
    document.addEventListener("change", ({ target }) => {
      if (target.form !== form || target.name === "compare" || target.matches("[data-within]")) return;
      if (target.matches("input[type=checkbox], select") || target.id === "founded") search();
    });
    // Shows the countries whose names have the typed text.
    document.addEventListener("input", ({ target }) => {
      if (!target.matches("[data-within]")) return;
      const typed = target.value.trim().toLowerCase();
      for (const label of target.closest("fieldset").querySelectorAll("label:has(> [type=checkbox])")) {
        label.hidden = !label.textContent.toLowerCase().includes(typed) && !label.control.checked;
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("[data-within]")) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      const { submitter } = event;
      // Switching between normal and private search loads a new page; so does a comparison.
      const method = submitter?.getAttribute("formmethod") ?? form.method;
      if (method !== form.method || submitter?.id === "tray-compare") return;
      event.preventDefault();
      if (submitter?.id === "apply") showResults();
      else search(submitter ?? form.querySelector("button"));
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[data-load]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      load(link.href, {}, { pushes: true, scrolls: link.closest(".pager") !== null });
    });
    addEventListener("popstate", async () => {
      if (location.pathname + location.search === list.here) return;
      // The tray stays while the visitor goes back and forward.
      list.keepChosen?.();
      await load(location.href, {});
      if (leaving.signal.aborted) return;
      // The search field goes back with the results.
      form.elements.q.value = form.elements.q.defaultValue = new URLSearchParams(location.search).get("q") ?? "";
    });
  }
}
