// The editing pages. Everything works without this script.
{
  // Moves to the mistakes of a form, as a screen reader and a keyboard need it.
  document.querySelector(".error-summary")?.focus();

  // Moves to a part of the form that a button has just added or moved.
  const showPart = (id) => {
    const part = document.getElementById(id);
    if (!part?.matches("fieldset, li")) return;
    part.scrollIntoView();
    const field = part.querySelector("details:not([open]) > summary, input:not([type=hidden]), textarea, select");
    (field ?? part).focus({ preventScroll: true });
  };
  if (location.hash && !document.querySelector(".error-summary")) {
    showPart(decodeURIComponent(location.hash.slice(1)));
  }

  // Says how many characters are left, once most of them are used.
  document.addEventListener("input", ({ target }) => {
    const limit = Number(target.dataset?.limit);
    if (!limit) return;
    const place = target.closest("label") ?? target;
    let note = place.nextElementSibling;
    const used = [...target.value.trim()].length;
    if (!note?.matches(".count-left")) {
      if (used < limit * 0.8) return;
      note = document.createElement("p");
      note.className = "count-left";
      note.setAttribute("aria-live", "polite");
      place.after(note);
    }
    const left = limit - used;
    note.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
    note.classList.toggle("over", left < 0);
  });

  // The form of a profile.
  let isChanged = false;
  document.addEventListener("input", ({ target }) => {
    if (target.closest(".profile-form")) isChanged = true;
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });

  // Shows organizations that may be the same as a new one, while it is typed.
  const ASKED = /^\/(name|acronym|website|other_names|identifiers)(\/|$)/;
  let asking;
  document.addEventListener("input", ({ target }) => {
    const place = document.getElementById("similar");
    if (!place || !ASKED.test(target.name)) return;
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const fields = [...new FormData(target.form)];
      const body = new URLSearchParams(fields.filter(([name]) => name === "csrf" || ASKED.test(name)));
      const response = await fetch("/edit/similar", { method: "POST", body }).catch(() => null);
      if (!response?.ok) return;
      const part = new DOMParser().parseFromString(await response.text(), "text/html");
      // Screen readers announce every replacement.
      if (part.body.textContent !== place.textContent) place.replaceChildren(...part.body.childNodes);
    }, 600);
  });

  // The part to show after a button: the id is that of the part as it is then.
  const partAfter = (verb, pointer, main) => {
    const [, list, place] = pointer.match(/^(.*)\/(\d+)$/) ?? [];
    // The element of a list with the greatest number. The fields of a new source are where it is cited.
    const added = (id) => {
      const ids = [...main.querySelectorAll("fieldset.element")].map((part) => part.id);
      const numbers = ids.filter((it) => it.startsWith(`${id}/`)).map((it) => parseInt(it.slice(id.length + 1), 10));
      return `${id}/${Math.max(...numbers)}`;
    };
    switch (verb) {
      case "add": return added(pointer);
      case "cite": return added("/sources");
      case "up": return `${list}/${place - 1}`;
      case "down": return `${list}/${Number(place) + 1}`;
      default: return main.querySelector(`[id="${pointer}"]`) ? pointer : list;
    }
  };

  // Opens the parts that an editor had opened, except those that a button has moved.
  const keepOpen = (verb, pointer, main) => {
    const open = new Set([...document.querySelectorAll("fieldset[id] > details[open]")].map((it) => it.parentElement.id));
    const moved = /^(remove|up|down)$/.test(verb) ? pointer.replace(/\d+$/, "") : null;
    for (const it of main.querySelectorAll("fieldset[id] > details")) {
      const { id } = it.parentElement;
      if (open.has(id) && !(moved && id.startsWith(moved))) it.open = true;
    }
  };

  // Adds, removes and moves parts without loading the whole page. If anything is unusual, the
  // browser sends the form itself.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.matches(".profile-form")) return;
    isChanged = false;
    const [, verb, pointer] = submitter?.value.match(/^(add|remove|up|down|cite) (.*)$/) ?? [];
    if (!verb || form.dataset.plain) return;
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form, submitter));
      const response = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const main = page.querySelector("main");
      if (!response.ok || !main?.querySelector(".profile-form")) throw new Error();
      keepOpen(verb, pointer, main);
      document.querySelector("main").replaceWith(document.adoptNode(main));
      history.replaceState(null, "", response.url);
      showPart(partAfter(verb, pointer, main));
    } catch {
      form.dataset.plain = "true";
      form.requestSubmit(submitter);
    }
  });
}
