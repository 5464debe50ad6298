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
