// The exit button: hides the page at once and replaces it in the history.
{
  const exit = document.getElementById("exit");
  const announcer = document.getElementById("announce");

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
  // The browser may restore the page from the back-forward cache.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector(".left")) leave();
  });

  // Three presses of Shift without another key within five seconds.
  let presses = [];
  let isOnlyShift = false;
  addEventListener("keydown", (event) => {
    isOnlyShift = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift" && presses.length > 0) {
      presses = [];
      announcer.textContent = "";
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !isOnlyShift) return;
    const now = event.timeStamp;
    presses = [...presses.filter((press) => now - press < 5000), now];
    const left = 3 - presses.length;
    if (left <= 0) return leave();
    announcer.textContent = `Press Shift ${left === 1 ? "once more" : `${left} more times`} to leave.`;
  });
}
