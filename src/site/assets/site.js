// What makes the pages more comfortable. Without it everything works by plain links and forms;
// it asks this server alone and keeps nothing in the browser.
"use strict";

document.documentElement.classList.add("js");

// Whoever leaves has left: nothing that is under way may bring the page back.
const leaving = new AbortController();

// Leaving: the page is hidden at once, and the way back does not lead here.
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
  // The browser may bring the page back from memory.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector(".left")) leave();
  });

  // Shift alone, three times within five seconds: other uses of the key do not count.
  let presses = [];
  let isAlone = false;
  addEventListener("keydown", (event) => {
    isAlone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift" && presses.length > 0) {
      presses = [];
      announcer.textContent = "";
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !isAlone) return;
    const now = event.timeStamp;
    presses = [...presses.filter((press) => now - press < 5000), now];
    const left = 3 - presses.length;
    if (left <= 0) return leave();
    announcer.textContent = `Leaving: press Shift ${left === 1 ? "once" : `${left} times`} more.`;
  });
}

// Suggestions while typing (WAI-ARIA combobox). They are asked for by a body, so that no log has them.
{
  const kinds = { organization: "organization", focus_area: "focus area", approach: "approach" };
  const paths = { organization: "/organizations/", focus_area: "/focus-areas/", approach: "/approaches/" };

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

    let asking = null;
    let chosen = -1;

    const close = () => {
      // An answer that is still on its way must not open the list again.
      asking?.abort();
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
        Object.assign(option.dataset, { path: paths[it.kind] + it.slug, label: it.label });
        const label = document.createElement("span");
        label.textContent = it.matched === it.label ? it.label : `${it.label} (${it.matched})`;
        const kind = document.createElement("span");
        kind.className = "soft";
        kind.textContent = kinds[it.kind];
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
      asking?.abort();
      const q = input.value.trim();
      if (!q) return close();
      asking = new AbortController();
      try {
        const answer = await fetch("/api/v1/suggest", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ q }),
          signal: AbortSignal.any([asking.signal, leaving.signal]),
        });
        if (!answer.ok) return close();
        const { data } = await answer.json();
        show(input.dataset.suggest === "name" ? data.filter((it) => it.kind === "organization") : data);
      } catch {
        // Overtaken by the next letter, or no connection: the form works without.
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

// Finding: facets and results are replaced without a page load; addresses stay as the forms make them.
{
  const form = document.getElementById("find");
  let loading = null;
  // Links within the page change the fragment alone, and nothing need be loaded for them.
  let here = location.pathname + location.search;

  // The address that the form asks for: each name once, values with commas, nothing that is empty.
  const address = (data) => {
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
    // Whoever goes by keys stays where they were; where that is gone, at the results.
    if (focused !== null) {
      const there = (focused && document.getElementById(focused)) || document.getElementById("found");
      there?.focus({ preventScroll: true });
    }
    document.title = page.title;
    document.dispatchEvent(new Event("page:replaced"));
    const total = document.getElementById("total")?.textContent;
    if (total) document.getElementById("announce").textContent = total;
  };

  // What went wrong without an address, where the results would be.
  const tell = (...words) => {
    const found = document.getElementById("found");
    const told = words.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    found.replaceChildren(...told);
    found.classList.remove("is-loading");
    document.getElementById("announce").textContent = words.join(" ");
  };

  const load = async (url, options, { pushes, scrolls } = {}) => {
    loading?.abort();
    loading = new AbortController();
    const signal = AbortSignal.any([loading.signal, leaving.signal]);
    const isPrivate = options.method === "POST";
    document.getElementById("found")?.classList.add("is-loading");
    try {
      const answer = await fetch(url, { ...options, headers: { Accept: "text/html" }, signal });
      const html = await answer.text();
      if (signal.aborted) return;
      if (answer.ok) {
        if (pushes) history.pushState(null, "", url);
        here = location.pathname + location.search;
        replace(html);
        if (scrolls) document.getElementById("found")?.scrollIntoView();
      } else if (isPrivate) {
        const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
        tell(...[...main.querySelectorAll("h1, .lead, ul:not(.links) li")].map((it) => it.textContent));
      } else {
        // A mistake has a page of its own.
        location.assign(url);
      }
    } catch {
      if (signal.aborted) return;
      if (isPrivate) tell("There is no connection. What you typed is still here: try again.");
      else location.assign(url);
    }
  };

  const ask = (button) => {
    const data = new FormData(form);
    // Words that were not sent yet are nobody's business: a tick asks what was asked before.
    const words = form.elements.q;
    if (button) words.defaultValue = words.value;
    else data.set("q", words.defaultValue);
    if (button?.name) data.append(button.name, button.value);
    const isPrivate = (button?.formMethod || form.method) === "post";
    if (isPrivate) return load(form.action, { method: "POST", body: new URLSearchParams(data) }, { scrolls: !!button?.name });
    return load(address(data), {}, { pushes: true, scrolls: !!button?.name });
  };

  if (form) {
    // On a phone the results come first.
    if (matchMedia("(max-width: 59.99rem)").matches) document.getElementById("filters").open = false;
    const announce = document.createElement("p");
    Object.assign(announce, { id: "announce", className: "hidden" });
    announce.setAttribute("role", "status");
    document.body.append(announce);

    form.addEventListener("change", (event) => {
      if (event.target.matches("input[type=checkbox], select") || (event.target.id === "founded" && event.target.validity.valid)) ask();
    });
    form.addEventListener("submit", (event) => {
      // From one mode to the other everything changes: that is a page of its own.
      const method = event.submitter?.formMethod || form.method;
      if (method !== form.method) return;
      event.preventDefault();
      ask(event.submitter);
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
      // What was typed goes back with the results.
      form.elements.q.value = form.elements.q.defaultValue = new URLSearchParams(location.search).get("q") ?? "";
    });
  }
}
