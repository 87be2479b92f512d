// Keys of the sheet; typing in a field always comes first.

const typing = (place) =>
  place.matches("textarea, select, input:not([type=radio], [type=checkbox])") ||
  place.isContentEditable;

/** A listener for keydown; `pick(key)` says whether the indicator that is open takes the key. */
export function moveByKey({ pick, step, nextUnanswered, at }) {
  const acts = {
    n: nextUnanswered,
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    c: () => at()?.open && at().querySelector("textarea").focus(),
  };
  return (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape" && typing(target)) {
      at()?.firstElementChild.focus();
      return;
    }
    const arrow = key.startsWith("Arrow");
    // Arrows belong to the radio that holds the focus; elsewhere on the page they scroll.
    if (typing(target) || (arrow && !target.matches(".question > summary"))) return;
    const name = key.length === 1 ? key.toLowerCase() : key;
    if (at()?.open && pick(name)) event.preventDefault();
    else if (acts[name]) {
      event.preventDefault();
      acts[name]();
    }
  };
}
