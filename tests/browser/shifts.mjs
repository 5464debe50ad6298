// Measures whether a page moves while it loads: Cumulative Layout Shift (web.dev/cls), with late
// scripts.

const LATE_MS = 600;

// Runs in the page before its scripts.
function watch() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node && `${node.localName ?? "text"}.${node.className ?? ""}#${node.id ?? ""}`);
      if (!hadRecentInput) window.shifts.push({ value, moved });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/**
 * Delays the scripts of all pages of a context, and records shifts. Returns a function that returns
 * the sum of the shifts of a page until now, and the elements that moved.
 */
export async function watchShifts(context) {
  await context.addInitScript(watch);
  await context.route(/\/assets\/.*\.js/, async (route) => {
    await new Promise((done) => { setTimeout(done, LATE_MS); });
    // The visitor may have left.
    await route.continue().catch(() => {});
  });
  return async (page) => {
    // Observers are called after a frame.
    await page.evaluate(() => new Promise((done) => { setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 50); }));
    const seen = await page.evaluate(() => window.shifts);
    return { sum: seen.reduce((total, { value }) => total + value, 0), moved: seen.flatMap((it) => it.moved) };
  };
}
