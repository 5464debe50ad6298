// The tray: a tick in the list changes the URL and the tray at once. In a private search only the tray.
if (list.form) {
  const { form } = list;
  const MAX = 5;
  const isPrivate = form.method === "post";
  const boxes = () => [...document.querySelectorAll("input[name=compare]")];
  const chosenSlugs = () => [...document.querySelectorAll("#tray-names li")].map((it) => it.dataset.slug);

  // A URL of this site with the chosen organizations.
  const withChosen = (href, slugs) => {
    const url = new URL(href, location.href);
    url.searchParams.delete("compare");
    const query = url.searchParams.toString().replaceAll("%2C", ",");
    const pairs = [query, slugs.length > 0 ? `compare=${slugs.join(",")}` : ""].filter(Boolean);
    return url.pathname + (pairs.length > 0 ? `?${pairs.join("&")}` : "") + url.hash;
  };

  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  const memberOf = (slug, name, box) => {
    const member = make("li", "");
    member.dataset.slug = slug;
    const shown = make("bdi", name);
    shown.dir = "auto";
    if (!box) {
      member.append(shown);
      return member;
    }
    const label = make("label", "");
    label.append(box, " ", shown);
    member.append(label);
    return member;
  };

  // Fits everything to the tray: disabled boxes, the button, links.
  const fit = () => {
    const slugs = chosenSlugs();
    const isFull = slugs.length >= MAX;
    document.getElementById("tray").classList.toggle("is-empty", slugs.length === 0);
    const count = document.getElementById("tray-count");
    count.firstChild.textContent = `${slugs.length} of ${MAX} chosen`;
    count.querySelector(".few").textContent = slugs.length < 2 ? " (choose 2 to 5)" : "";
    for (const box of boxes()) box.disabled = isFull && !box.checked;
    fitButton(slugs);
    if (isPrivate) return;
    for (const link of document.querySelectorAll("a[data-load], a[data-keep]")) {
      if (link.id !== "tray-clear") link.setAttribute("href", withChosen(link.href, slugs));
    }
  };

  const fitButton = (slugs) => {
    const path = `/compare?organizations=${slugs.join(",")}`;
    let button = document.getElementById("tray-compare");
    if (!button) {
      button = make("button", "Compare");
      Object.assign(button, { id: "tray-compare", type: "button" });
      document.querySelector("#tray .tray-buttons").prepend(button);
    }
    if (button.matches("a")) button.setAttribute("href", path);
    else button.disabled = slugs.length < 2;
  };

  const keep = (slugs) => {
    if (isPrivate) return;
    const url = withChosen(location.href, slugs);
    if (url !== location.pathname + location.search + location.hash) history.replaceState(null, "", url);
    list.here = location.pathname + location.search;
  };

  document.addEventListener("change", ({ target: box }) => {
    if (box.name !== "compare" || box.form !== form) return;
    const names = document.getElementById("tray-names");
    if (box.checked) {
      names.append(memberOf(box.value, box.dataset.name));
    } else {
      for (const member of names.querySelectorAll("li")) {
        if (member.dataset.slug === box.value) member.remove();
      }
    }
    keep(chosenSlugs());
    fit();
    document.getElementById("announce").textContent = document.getElementById("tray-count").textContent;
    if (!document.body.contains(box)) document.getElementById("tray-compare").focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.id === "tray-compare" && event.target.matches("button")) {
      event.preventDefault();
      location.assign(`/compare?organizations=${chosenSlugs().join(",")}`);
    } else if (event.target.id === "tray-clear") {
      document.getElementById("found").focus({ preventScroll: true });
    }
  });
  // After Back, the link has the URL of the page before until the list has come. Runs before list.js follows it.
  document.addEventListener("click", ({ target }) => {
    if (target.id === "tray-clear" && !isPrivate) target.setAttribute("href", withChosen(location.href, []));
  }, true);
  // Back and Forward keep what is chosen now, not what was chosen then.
  list.keepChosen = () => keep(chosenSlugs());
  document.addEventListener("page:replaced", fit);
  fit();
}
