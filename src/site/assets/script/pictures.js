// Makes the map of the world and each heat map a single tab stop. On the map, arrow keys move to the
// nearest country in their direction, Home and End to the first and the last, a letter to the next
// country that begins with it. In a heat map, arrow keys move from cell to cell, Home and End in the row.
// Without this script each country and each head of a heat map is a separate tab stop.
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

  // Lets only one of the links be a tab stop.
  function stopAt(links, stop) {
    for (const link of links) link.setAttribute("tabindex", link === stop ? "0" : "-1");
  }

  // Moves the focus with keys. `next` returns the link for a key.
  function moveByKeys(root, next) {
    root.addEventListener("keydown", (event) => {
      const from = event.target.closest("a");
      if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
      const link = next(from, event.key);
      if (!link) return;
      event.preventDefault();
      link.focus();
    });
  }

  // Two outlines around the focused country, so that one of them is visible on any background.
  // They are drawn last, so that no neighbour covers them.
  function createRing(map) {
    for (const old of map.querySelectorAll(".map-ring")) old.remove();
    return ["map-ring map-ring-outer", "map-ring"].map((name) => {
      const edge = document.createElementNS("http://www.w3.org/2000/svg", "use");
      edge.setAttribute("class", name);
      map.querySelector(".map-land").append(edge);
      return edge;
    });
  }

  function activateMap(map) {
    const links = [...map.querySelectorAll("a")];
    if (links.length === 0) return;
    const figure = map.closest("figure");
    const line = figure.querySelector(".map-here");
    const here = line.querySelector("b");
    const keys = line.querySelector("span");
    const ring = createRing(map);
    map.classList.add("is-live");
    map.setAttribute("aria-describedby", keys.id);
    figure.querySelector(".picture-skip").hidden = true;

    const announce = (link) => {
      here.textContent = link ? link.getAttribute("aria-label") : "";
    };
    const focused = () => links.find((link) => link === document.activeElement);
    // The countries of the chosen part of the world.
    const inView = () => links.filter((link) => getComputedStyle(link).visibility === "visible");
    stopAt(links, links[0]);

    figure.querySelector(".map-views")?.addEventListener("change", () => {
      const shown = inView();
      const stop = links.find((link) => link.getAttribute("tabindex") === "0");
      if (!shown.includes(stop)) stopAt(links, shown[0]);
    });
    // Not on the map itself, because an SVG element that listens to focus is a tab stop in Chromium.
    figure.addEventListener("focusin", (event) => {
      const link = event.target.closest("[data-map] a");
      if (!link) return;
      stopAt(links, link);
      announce(link);
      keys.hidden = false;
      const shape = link.querySelector("use").getAttribute("href");
      for (const edge of ring) edge.setAttribute("href", shape);
    });
    figure.addEventListener("focusout", () => {
      announce();
      keys.hidden = true;
      for (const edge of ring) edge.removeAttribute("href");
    });
    moveByKeys(map, (from, key) => target(inView(), from, key));
    map.addEventListener("pointerover", (event) => announce(event.target.closest("a") ?? focused()));
    map.addEventListener("pointerleave", () => announce(focused()));
  }

  function activateGrid(grid) {
    const links = [...grid.querySelectorAll("a")];
    if (links.length === 0) return;
    const linkIn = (cell) => cell?.querySelector("a");

    // The next link from a cell in a direction; empty cells are passed over.
    function beyond(cell, [right, down]) {
      const isMirrored = getComputedStyle(grid).direction === "rtl";
      let row = cell.parentElement.rowIndex;
      let column = cell.cellIndex;
      do {
        row += down;
        column += isMirrored ? -right : right;
        const link = linkIn(grid.rows[row]?.cells[column]);
        if (link) return link;
      } while (grid.rows[row]?.cells[column]);
      return undefined;
    }

    stopAt(links, grid.querySelector("tbody td a") ?? links[0]);
    grid.addEventListener("focusin", (event) => stopAt(links, event.target.closest("a")));
    moveByKeys(grid, (from, key) => {
      const cell = from.closest("th, td");
      if (DIRECTIONS[key]) return beyond(cell, DIRECTIONS[key]);
      const inRow = [...cell.parentElement.querySelectorAll("a")];
      if (key === "Home") return inRow[0];
      return key === "End" ? inRow[inRow.length - 1] : undefined;
    });
  }

  function start() {
    for (const [name, activate] of [["[data-map]", activateMap], ["[data-grid]", activateGrid]]) {
      for (const picture of document.querySelectorAll(name)) {
        if (!live.has(picture)) activate(picture);
        live.add(picture);
      }
    }
  }

  document.addEventListener("page:replaced", start);
  start();
})();
