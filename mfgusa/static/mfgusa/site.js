// When htmx swaps a catalogue: what was open stays open, and focus is not lost.
(() => {
  let open = new Map();
  let here = "";

  document.addEventListener("htmx:beforeSwap", (event) => {
    const details = event.detail.target.querySelectorAll("details[id]");
    open = new Map([...details].map((one) => [one.id, one.open]));
    here = document.activeElement?.id ?? "";
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
  });
})();
