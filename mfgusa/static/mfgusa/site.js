// When htmx swaps a catalogue: what was open stays open, focus is not lost, the box that
// was ticked stays where it is on the screen, and what was typed or ticked since the
// request was sent is kept. If the list cannot be loaded, the page says so.
(() => {
  let open = new Map();
  let here = "";
  let ticked = "";
  let top = 0;
  let changes = []; // What was typed or ticked since the request was sent.
  const sent = new WeakMap(); // The values of the form by request.
  const unsent = new Set(); // What was changed, and has no request yet.

  const topOf = (id) => document.getElementById(id)?.getBoundingClientRect().top;
  const loadError = () => document.getElementById("load-error");
  const form = () => document.querySelector(".filter-form");
  const fields = () => [...(form()?.elements ?? [])].filter((field) => field.id);
  const property = (field) => (field.type === "checkbox" ? "checked" : "value");
  const isTyped = (field) => field.matches("[type=search], [type=number]");
  const isPending = (element) => unsent.has(element) && element.isConnected;
  const isOfList = (event) => event.detail.requestConfig?.target.id === "catalogue";

  const stateOf = (field) => ({
    id: field.id,
    value: field[property(field)],
    caret: field.selectionStart,
  });

  const changesSince = (xhr, part) => {
    const before = sent.get(xhr) ?? new Map();
    const isChange = ({ id, value }) => before.has(id) && before.get(id) !== value;
    return fields().filter((field) => part.contains(field)).map(stateOf).filter(isChange);
  };

  const fire = (element, type) => {
    element.dispatchEvent(new Event(type, { bubbles: true }));
  };

  // What a script writes causes no event when the field is left.
  const fireWhenLeft = (field) => {
    const isNew = () => field.value !== field.defaultValue;
    field.addEventListener("blur", () => isNew() && fire(field, "change"), { once: true });
  };

  const apply = ({ id, value, caret }) => {
    const field = document.getElementById(id);
    if (!field) return;
    field[property(field)] = value;
    if (Number.isInteger(caret)) field.setSelectionRange(caret, caret);
    if (field.matches(".find")) unsent.add(field);
    else if (isTyped(field) && document.activeElement === field) fireWhenLeft(field);
    else unsent.add(field.form);
  };

  // The filters as the list shows them; what is being typed stays.
  const resetForm = (xhr) => {
    const finds = [...document.querySelectorAll(".find")].map(stateOf);
    const typed = changesSince(xhr, form());
    form().reset();
    for (const { id, value } of finds) document.getElementById(id).value = value;
    typed.forEach(apply);
  };

  const showLoadError = ({ xhr, pathInfo }) => {
    const region = loadError();
    const message = region.nextElementSibling.content.cloneNode(true);
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const reason = page.querySelector(".lede")?.textContent;
    if (reason) message.querySelector(".reason").textContent = reason;
    message.querySelector("a").href = pathInfo.finalRequestPath;
    const hadFocus = region.contains(document.activeElement);
    region.replaceChildren(message);
    window.htmx.process(region);
    if (hadFocus) region.querySelector("a").focus();
  };

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".filter-form, .filter-form :not(.find)")) unsent.add(form());
  });

  // Ask for the canonical address, under which the server keeps the list: without blank
  // fields, and with the values of a facet in their order.
  document.addEventListener("htmx:configRequest", ({ detail: { elt, formData } }) => {
    if (!elt.closest(".filter-form")) return;
    for (const name of new Set(formData.keys())) {
      const values = formData.getAll(name).filter((value) => value.trim()).sort();
      formData.delete(name);
      for (const value of values) formData.append(name, value);
    }
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const states = fields().map(stateOf);
    sent.set(detail.xhr, new Map(states.map(({ id, value }) => [id, value])));
    unsent.delete(detail.requestConfig.elt);
  });

  document.addEventListener("htmx:validation:halted", ({ detail }) => {
    unsent.delete(detail.elt);
  });

  // A browser shows no message at a field that is out of sight.
  document.addEventListener("htmx:validation:failed", ({ target }) => {
    for (let box = target; box; box = box.parentElement) {
      if (box.matches("details")) box.open = true;
    }
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isPending(detail.requestConfig?.elt)) {
      detail.shouldSwap = detail.isError = false; // A newer answer comes.
      return;
    }
    const details = detail.target.querySelectorAll("details[id]");
    open = new Map([...details].map((one) => [one.id, one.open]));
    here = document.activeElement?.id ?? "";
    ticked = detail.requestConfig?.triggeringEvent?.target?.id ?? "";
    top = topOf(ticked);
    changes = changesSince(detail.xhr, detail.target);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.closest("#catalogue")) return; // It is beside the catalogue.
    for (const one of document.querySelectorAll("#catalogue details[id]")) {
      one.open = open.get(one.id) ?? one.open;
    }
    if (isOfList(event)) loadError()?.replaceChildren();
    const focus = (id) => document.getElementById(id)?.focus({ preventScroll: true });
    const isLost = () => document.activeElement === document.body;
    if (isLost() && here) focus(here);
    if (isLost()) focus("results");
    changes.forEach(apply);
    window.scrollBy(0, (topOf(ticked) ?? top) - top || 0);
    if (isOfList(event)) document.getElementById("problems")?.focus();
  });

  // Only now does htmx listen to what it swapped.
  document.addEventListener("htmx:afterSettle", () => {
    for (const element of unsent) {
      if (!element.isConnected) unsent.delete(element);
      else fire(element, element.matches(".find") ? "search" : "change");
    }
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isOfList(event) || !loadError() || isPending(form())) return;
      resetForm(event.detail.xhr);
      showLoadError(event.detail);
    });
  }

  document.addEventListener("htmx:beforeHistorySave", () => loadError()?.replaceChildren());
})();
