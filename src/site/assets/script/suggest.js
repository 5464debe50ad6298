// Suggestions while typing (WAI-ARIA combobox). The query is in the request body, so that it is in no log.
{
  const plurals = { approach: "approaches", lens: "lenses", country: "countries" };
  const pathOf = ({ kind, slug }) => `/${(plurals[kind] ?? `${kind}s`).replace("_", "-")}/${slug}`;
  const headings = { organization: "Organizations", country: "Countries" };
  const topics = "Topics";
  const details = { focus_area: "problem", approach: "method", population: "people", sector: "kind of work", kind: "type", lens: "point of view" };

  const make = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

  const attach = (input) => {
    const list = make("div", "suggestions");
    const id = `${input.id}-suggestions`;
    Object.assign(list, { id, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(name, value);
    input.parentElement.append(list);

    let pending = null;
    let options = [];
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
      chosen = (index + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      options[chosen].scrollIntoView({ block: "nearest" });
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
    const optionOf = (it) => {
      const option = make("div", "suggestion");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      Object.assign(option.dataset, { path: pathOf(it), label: it.label });
      const label = make("span", "", it.matched === it.label ? it.label : `${it.label} (${it.matched})`);
      label.dir = "auto";
      option.append(label);
      if (details[it.kind]) option.append(make("span", "soft", details[it.kind]));
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(option);
      });
      return option;
    };
    const show = (found) => {
      // One group per heading, in the order of the best match of each.
      const groups = new Map();
      for (const it of found) {
        const heading = headings[it.kind] ?? topics;
        groups.set(heading, [...(groups.get(heading) ?? []), optionOf(it)]);
      }
      options = [...groups.values()].flat();
      options.forEach((option, at) => { option.id = `${id}-${at}`; });
      list.replaceChildren(...[...groups].map(([heading, members]) => {
        const group = make("div", "suggestion-group");
        const title = make("p", "", heading);
        title.id = `${id}-${heading.toLowerCase()}`;
        group.setAttribute("role", "group");
        group.setAttribute("aria-labelledby", title.id);
        group.append(title, ...members);
        return group;
      }));
      chosen = -1;
      // As wide as the box, and below the line under it, so that "Search privately" stays in reach.
      const above = input.closest(".search")?.querySelector(".under") ?? input;
      const top = above.getBoundingClientRect().bottom - input.offsetParent.getBoundingClientRect().top;
      Object.assign(list.style, {
        left: `${input.offsetLeft}px`,
        top: `${top}px`,
        width: `${input.offsetWidth}px`,
      });
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
      // A late response must not replace the list in which the visitor chooses.
      if (event.key.startsWith("Arrow")) pending?.abort();
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) take(options[chosen]);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    input.form?.addEventListener("submit", close);
  };
  for (const input of document.querySelectorAll("[data-suggest]")) attach(input);
}
