// What stands beside the table: texts, evidence, last year and the note of the cell in focus.

/** The panel; it shows one cell and lets it be filled by hand as well. */
export class Beside {
  shown = null;
  pages = new Map();

  constructor(place, page) {
    this.place = place;
    this.page = page;
    this.empty = place.innerHTML;
  }

  /** Show a cell once the keyboard rests on it for so many milliseconds. */
  show(cell, rest) {
    if (this.wanted === cell) return;
    this.wanted = cell;
    // What is typed now must not reach the cell that is still shown here.
    this.place.inert = this.shown !== cell;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(cell), rest);
  }

  async load(cell) {
    this.request?.abort();
    this.request = new AbortController();
    const address = this.place.dataset.address.replace("/0/-", `/${cell.sheet}/${encodeURIComponent(cell.code)}`);
    try {
      const key = `${address}:${cell.version}`;
      const html = this.pages.get(key) ?? (await this.read(address));
      this.pages.set(key, html);
      if (this.wanted === cell) this.fill(cell, html);
    } catch {
      // Without a network the table itself still works.
      if (this.wanted === cell) this.clear();
    }
  }

  async read(address) {
    const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error("not shown");
    return answer.text();
  }

  clear() {
    this.shown = null;
    this.place.inert = false;
    this.place.innerHTML = this.empty;
  }

  fill(cell, html) {
    const read = new DOMParser().parseFromString(html, "text/html");
    const found = document.adoptNode(read.querySelector("#cell"));
    found.querySelectorAll("[data-plain]").forEach((part) => part.remove());
    this.place.replaceChildren(found);
    this.shown = cell;
    this.place.inert = false;
    this.form = found.querySelector("form");
    this.listen(cell);
    this.follow(cell);
    this.asked?.();
    this.asked = null;
  }

  listen(cell) {
    const { form } = this;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      if (target.name === "note") {
        cell.note = target.value.trim();
        cell.saveSoon();
      } else if (target.type === "radio") cell.put(target.value);
      else if (target.name === "not_applicable") cell.put(target.checked ? "TB" : "");
    });
    form.addEventListener("change", ({ target }) => {
      if (target.name === "answer" && target.type !== "radio") cell.put(target.value.trim());
      if (target.name === "note") {
        cell.fill({ answer: cell.answer, shown: cell.td.textContent, note: cell.note });
        cell.save();
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      cell.td.focus();
    });
  }

  /** The panel says what the cell says. */
  follow(cell) {
    if (cell !== this.shown) return;
    const { form } = this;
    for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = radio.value === cell.answer;
    const typed = form.querySelector("input[name=answer]:not([type=radio])");
    if (typed && typed !== document.activeElement) typed.value = cell.answer === "TB" ? "" : cell.td.textContent;
    if (form.elements.not_applicable) form.elements.not_applicable.checked = cell.answer === "TB";
    const { note } = form.elements;
    if (note !== document.activeElement) note.value = cell.note;
    const asked = Boolean(cell.sentence) && cell.field === "note";
    note.toggleAttribute("aria-invalid", asked);
    form.querySelector("[data-optional]").hidden = asked;
    for (const place of form.querySelectorAll("[data-fault]")) {
      const own = cell.sentence && place.dataset.fault === cell.field;
      place.hidden = !own;
      place.lastElementChild.textContent = own ? cell.sentence : "";
    }
  }

  /** Put the keyboard into the note of a cell, as soon as it is there. */
  askNote(cell) {
    const go = () => this.form.elements.note.focus();
    if (this.shown === cell) return go();
    this.asked = go;
    this.wanted = null;
    this.show(cell, 0);
  }
}
