// What axe has to look at to see words in each style: the first two that stand in
// elements of the same names, classes, colors and sizes, all the way up.
() => {
  const seen = new Map();
  const style = (element) => {
    if (!element) return "";
    const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(element);
    const own = [color, backgroundColor, fontSize, fontWeight];
    const name = element.tagName + element.getAttribute("class");
    return `${style(element.parentElement)}/${[name, ...own]}`;
  };
  const isNew = (element) => {
    const times = seen.get(style(element)) ?? 0;
    seen.set(style(element), times + 1);
    return times < 2;
  };
  const hasWords = ({ childNodes }) =>
    [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
  const all = [...document.body.querySelectorAll("*")];
  return { include: all.filter((element) => hasWords(element) && isNew(element)) };
}
