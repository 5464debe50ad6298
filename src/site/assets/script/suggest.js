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
