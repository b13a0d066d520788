// When htmx swaps a catalogue: what was open stays open, focus is not lost, and the box
// that was ticked stays where it is on the screen.
(() => {
  let open = new Map();
  let here = "";
  let ticked = "";
  let top = 0;

  const topOf = (id) => document.getElementById(id)?.getBoundingClientRect().top;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const details = event.detail.target.querySelectorAll("details[id]");
    open = new Map([...details].map((one) => [one.id, one.open]));
    here = document.activeElement?.id ?? "";
    ticked = event.detail.requestConfig?.triggeringEvent?.target?.id ?? "";
    top = topOf(ticked);
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const one of document.querySelectorAll("#catalogue details[id]")) {
      one.open = open.get(one.id) ?? one.open;
    }
    const focus = (id) => document.getElementById(id)?.focus({ preventScroll: true });
    const isLost = () => document.activeElement === document.body;
    if (isLost() && here) focus(here);
    if (isLost()) focus("results");
    focus("problems");
    window.scrollBy(0, (topOf(ticked) ?? top) - top || 0);
  });
})();
