// Leaves three rows, and the one with most words, of those side by side that are built
// alike: of the same elements, classes and attributes, with words or without.
// What stands in a line of words stays: where the line breaks depends on all of it.
() => {
  const shapes = new Map();
  const hasWords = ({ childNodes }) =>
    [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
  const shape = (element) => {
    if (!shapes.has(element)) {
      const attributes = [...element.attributes].map(({ name, value }) =>
        name === "class" || name === "role" ? value : name + Boolean(value.trim()),
      );
      const inside = [...element.children].map(shape);
      const parts = [element.tagName, ...attributes, hasWords(element), ...inside];
      shapes.set(element, `(${parts})`);
    }
    return shapes.get(element);
  };
  const isRow = (element) =>
    element.matches("tr, li, dt, dd, article, section, div, fieldset, p") &&
    !getComputedStyle(element).display.startsWith("inline");
  const length = (element) => element.textContent.length;
  for (const parent of document.body.querySelectorAll("*")) {
    const rows = Map.groupBy([...parent.children].filter(isRow), shape);
    for (const [, , , ...more] of rows.values()) {
      more.sort((one, other) => length(other) - length(one));
      more.slice(1).forEach((row) => row.remove());
    }
  }
}
