
// The map of the world as one stop of the tab key: arrow keys go to the nearest country in their
// direction, Home and End to the first and the last, a letter to the next that begins with it.
// Without this script each country is a stop of its own.
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

  // The nearest link that lies more in this direction than beside it: each step aside counts twice.
  function nearest(links, from, [right, down]) {
    const [x, y] = middle(from);
    let best = from;
    let least = Infinity;
    for (const link of links) {
      const [linkX, linkY] = middle(link);
      const along = (linkX - x) * right + (linkY - y) * down;
      const beside = Math.abs((linkX - x) * down) + Math.abs((linkY - y) * right);
      const distance = along + 2 * beside;
      if (along > 0 && beside <= 2 * along && distance < least) {
        best = link;
        least = distance;
      }
    }
    return best;
  }

  function beginning(links, from, letter) {
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
    return /^\p{L}$/u.test(key) ? beginning(links, from, key) : undefined;
  }

  // Two edges around the country that has the focus, so that one of them is seen on any ground.
  // They are drawn last: no neighbour lies over them.
  function ringOf(map) {
    for (const old of map.querySelectorAll(".map-ring")) old.remove();
    return ["map-ring map-ring-outer", "map-ring"].map((name) => {
      const edge = document.createElementNS("http://www.w3.org/2000/svg", "use");
      edge.setAttribute("class", name);
      map.append(edge);
      return edge;
    });
  }

  function enliven(map) {
    const links = [...map.querySelectorAll("a")];
    if (links.length === 0) return;
    const figure = map.closest("figure");
    const line = figure.querySelector(".map-here");
    const here = line.querySelector("b");
    const keys = line.querySelector("span");
    const ring = ringOf(map);
    map.classList.add("is-live");
    map.setAttribute("aria-describedby", keys.id);
    line.hidden = false;
    figure.querySelector(".picture-skip").hidden = true;

    const tell = (link) => {
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
      tell(link);
      keys.hidden = false;
      const shape = link.querySelector("use").getAttribute("href");
      for (const edge of ring) edge.setAttribute("href", shape);
    });
    map.addEventListener("focusout", () => {
      tell();
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
    map.addEventListener("pointerover", (event) => tell(event.target.closest("a") ?? focused()));
    map.addEventListener("pointerleave", () => tell(focused()));
  }

  function start() {
    for (const map of document.querySelectorAll("[data-map]")) {
      if (!live.has(map)) enliven(map);
      live.add(map);
    }
    // Where a line of time is longer than the screen, the present is what people look for.
    for (const line of document.querySelectorAll(".decades")) line.scrollLeft = line.scrollWidth;
  }

  document.addEventListener("page:replaced", start);
  start();
})();
