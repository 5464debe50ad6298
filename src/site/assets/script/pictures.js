
// Makes the map of the world a single tab stop: arrow keys move to the nearest country in their
// direction, Home and End to the first and the last, a letter to the next country that begins with it.
// Without this script each country is a separate tab stop.
(() => {
  "use strict";

  const DIRECTIONS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const live = new WeakSet();

  function middle(link) {
    const box = link.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  // The nearest link roughly in this direction. Sideways distance counts twice.
  function nearest(links, from, [right, down]) {
    const [x, y] = middle(from);
    let best = from;
    let least = Infinity;
    for (const link of links) {
      const [linkX, linkY] = middle(link);
      const along = (linkX - x) * right + (linkY - y) * down;
      const sideways = Math.abs((linkX - x) * down) + Math.abs((linkY - y) * right);
      const distance = along + 2 * sideways;
      if (along > 0 && sideways <= 2 * along && distance < least) {
        best = link;
        least = distance;
      }
    }
    return best;
  }

  function nextByLetter(links, from, letter) {
    const start = links.indexOf(from) + 1;
    const rest = [...links.slice(start), ...links.slice(0, start)];
    const isFirst = (link) => {
      const [first] = link.getAttribute("aria-label");
      return first.localeCompare(letter, "en", { sensitivity: "base" }) === 0;
    };
    return rest.find(isFirst);
  }

  function target(links, from, key) {
    if (DIRECTIONS[key]) return nearest(links, from, DIRECTIONS[key]);
    if (key === "Home") return links[0];
    if (key === "End") return links[links.length - 1];
    return /^\p{L}$/u.test(key) ? nextByLetter(links, from, key) : undefined;
  }

  // Two outlines around the focused country, so that one of them is visible on any background.
  // They are drawn last, so that no neighbour covers them.
  function createRing(map) {
    for (const old of map.querySelectorAll(".map-ring")) old.remove();
    return ["map-ring map-ring-outer", "map-ring"].map((name) => {
      const edge = document.createElementNS("http://www.w3.org/2000/svg", "use");
      edge.setAttribute("class", name);
      map.append(edge);
      return edge;
    });
  }

  function activate(map) {
    const links = [...map.querySelectorAll("a")];
    if (links.length === 0) return;
    const figure = map.closest("figure");
    const line = figure.querySelector(".map-here");
    const here = line.querySelector("b");
    const keys = line.querySelector("span");
    const ring = createRing(map);
    map.classList.add("is-live");
    map.setAttribute("aria-describedby", keys.id);
    line.hidden = false;
    figure.querySelector(".picture-skip").hidden = true;

    const announce = (link) => {
      here.textContent = link ? link.getAttribute("aria-label") : "";
    };
    const focused = () => links.find((link) => link === document.activeElement);
    const stopAt = (stop) => {
      for (const link of links) link.setAttribute("tabindex", link === stop ? "0" : "-1");
    };
    stopAt(links[0]);

    map.addEventListener("focusin", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      stopAt(link);
      announce(link);
      keys.hidden = false;
      const shape = link.querySelector("use").getAttribute("href");
      for (const edge of ring) edge.setAttribute("href", shape);
    });
    map.addEventListener("focusout", () => {
      announce();
      keys.hidden = true;
      for (const edge of ring) edge.removeAttribute("href");
    });
    map.addEventListener("keydown", (event) => {
      const from = event.target.closest("a");
      if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
      const next = target(links, from, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
    map.addEventListener("pointerover", (event) => announce(event.target.closest("a") ?? focused()));
    map.addEventListener("pointerleave", () => announce(focused()));
  }

  function start() {
    for (const map of document.querySelectorAll("[data-map]")) {
      if (!live.has(map)) activate(map);
      live.add(map);
    }
    // If a timeline is wider than the screen, show its end, the present.
    for (const timeline of document.querySelectorAll(".decades")) timeline.scrollLeft = timeline.scrollWidth;
  }

  document.addEventListener("page:replaced", start);
  start();
})();
