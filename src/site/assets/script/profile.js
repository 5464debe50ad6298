// A profile: opens folded parts that a link leads into, and copies citations.
{
  // Browsers open a folded part for a link into it; older ones do not.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Paper has everything, also in browsers whose stylesheet cannot open the parts.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".more:not([open])")];
    for (const part of unfolded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of unfolded) part.open = false;
  });

  // The clipboard needs a secure connection. Without one, the browser copies what is selected.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text.textContent);
    getSelection().selectAllChildren(text);
    if (!document.execCommand("copy")) throw new Error("the browser refused");
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const announce = document.getElementById("announce");
      announce.textContent = "";
      try {
        await copy(document.getElementById(button.dataset.copy));
        announce.textContent = "Copied";
        button.firstChild.data = "Copied";
        setTimeout(() => { button.firstChild.data = "Copy"; }, 2000);
      } catch {
        announce.textContent = "Copying failed. Select the text and copy it.";
      }
    });
  }
}
