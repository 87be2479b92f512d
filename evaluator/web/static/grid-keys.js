// Moving through the table by keyboard: one cell takes part in Tab, arrows move inside.

const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The cell that a key leads to from row `r`, column `c` (-1: the unit's name); null: no move. */
export function target(event, r, c, rows, columns) {
  const { key, shiftKey } = event;
  const control = event.ctrlKey || event.metaKey;
  if (steps[key] && !control) return within(r + steps[key][0], c + steps[key][1], rows, columns);
  if (key === "Home") return control ? [0, 0] : [r, 0];
  if (key === "End") return control ? [rows - 1, columns - 1] : [r, columns - 1];
  if (key === "PageDown") return [Math.min(r + 10, rows - 1), c];
  if (key === "PageUp") return [Math.max(r - 10, 0), c];
  if (key === "Enter" && c >= 0) return within(r + (shiftKey ? -1 : 1), c, rows, columns);
  return null;
}

const within = (r, c, rows, columns) => [
  Math.max(0, Math.min(r, rows - 1)),
  Math.max(-1, Math.min(c, columns - 1)),
];

/** The text field inside a cell while it is typed in. `byTyping`: arrows then leave it. */
export class Editor {
  constructor(td, label, text, byTyping, commit) {
    this.td = td;
    this.byTyping = byTyping;
    this.commit = commit;
    this.shown = td.textContent;
    this.input = document.createElement("input");
    Object.assign(this.input, { value: text, autocomplete: "off", spellcheck: false });
    this.input.className = "input";
    this.input.inputMode = "decimal";
    this.input.setAttribute("aria-label", label);
    td.replaceChildren(this.input);
    this.input.addEventListener("blur", () => this.close(true));
    this.input.focus();
    if (!byTyping) this.input.select();
  }

  /** End typing: keep what stands there, or go back to what was shown. */
  close(keep) {
    if (this.closed) return;
    this.closed = true;
    const text = this.input.value.trim();
    this.td.textContent = this.shown;
    this.commit(keep ? text : null);
  }
}

/** Bring a cell out from behind the head, the units' names and the bar at the bottom. */
export function uncover(table, td, bar) {
  const box = table.closest(".table-scroll");
  const frame = box.getBoundingClientRect();
  const own = td.getBoundingClientRect();
  const top = frame.top + table.tHead.offsetHeight;
  const left = frame.left + (td.cellIndex ? td.parentElement.cells[0].offsetWidth : 0);
  if (own.top < top) box.scrollTop -= top - own.top;
  else if (own.bottom > frame.bottom) box.scrollTop += own.bottom - frame.bottom;
  if (own.left < left) box.scrollLeft -= left - own.left;
  else if (own.right > frame.right) box.scrollLeft += own.right - frame.right;
  const after = td.getBoundingClientRect();
  const dock = bar.getBoundingClientRect().top;
  if (after.bottom > dock) scrollBy(0, after.bottom - dock + 8);
  else if (after.top < 0) scrollBy(0, after.top - table.tHead.offsetHeight - 8);
}
