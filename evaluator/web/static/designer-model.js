// The design that is being changed: what is chosen, and every step back and forth.

const MOST_STEPS = 200;
const TOGETHER = 700; // ms: changes of one kind within that are one step back

const copy = (value) => JSON.parse(JSON.stringify(value));
export const tenth = (value) => Math.round(value * 100) / 100;

export const SHEETS = { A5: [148, 210], A4: [210, 297], F4: [215, 330], A3: [297, 420] };

const EXTENT = {
  text: [120, 20], picture: [30, 30], ornament: [60, 12], line: [80, 2], rectangle: [60, 30],
  divider: [80, 4], qr: [25, 25], signature: [90, 42],
};
const STEM = {
  text: "teks", picture: "gambar", ornament: "ornamen", line: "garis", rectangle: "persegi",
  divider: "pemisah", qr: "qr", signature: "tanda-tangan",
};
export const FRESH_PARAGRAPH = {
  id: "", en: "", language: "document", font: "serif", size: 12, smallest: 9, lines: 2, gap: 0,
  leading: 1.24, tracking: 0, colour: "ink", divider: 0, when: "", unless: "", anywhere: false,
};
const FRESH = {
  text: () => ({ align: "centre", vertical: "top", paragraphs: [{ ...FRESH_PARAGRAPH, id: "Teks baru" }] }),
  picture: () => ({ source: "logo" }),
  ornament: () => ({ motif: "kawung", shape: "band", size: 10, ground: "tint", ink: "ink", accent: "accent", edge: true }),
  line: () => ({ colour: "accent", thickness: 0.8 }),
  rectangle: () => ({ fill: "", colour: "ink", thickness: 0.8, radius: 0 }),
  divider: () => ({ colour: "accent" }),
  qr: () => ({ colour: "ink" }),
  signature: () => ({
    signatory: 1, dated: true, optional: false, align: "centre", font: "serif", size: 11, room: 18,
    colour: "ink", picture: "", stamp: "",
  }),
};

export class Model {
  constructor(content) {
    this.content = content;
    this.chosen = new Set();
    this.past = [];
    this.future = [];
    this.kept = JSON.stringify(content);
    this.listeners = [];
    this.last = { kind: "", at: 0 };
  }

  /** Be told of every change; `what` is "content" or "chosen". */
  listen(hear) {
    this.listeners.push(hear);
  }

  tell(what) {
    for (const hear of this.listeners) hear(what);
  }

  get extent() {
    const page = this.content.page;
    const [short, long] = SHEETS[page.size] ?? [page.width, page.height];
    if (page.size === "own") return [page.width, page.height];
    return page.direction === "landscape" ? [long, short] : [short, long];
  }

  get changed() {
    return JSON.stringify(this.content) !== this.kept;
  }

  find(name) {
    return this.content.elements.find((one) => one.name === name);
  }

  get selected() {
    return this.content.elements.filter((one) => this.chosen.has(one.name));
  }

  choose(name, more = false) {
    if (!more) this.chosen.clear();
    if (more && this.chosen.has(name)) this.chosen.delete(name);
    else if (name) this.chosen.add(name);
    this.tell("chosen");
  }

  /** Change the content; changes of one kind shortly after each other are taken back together. */
  change(kind, how) {
    const now = performance.now();
    const joined = kind && kind === this.last.kind && now - this.last.at < TOGETHER;
    if (!joined) this.past.push(copy(this.content));
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.future = [];
    this.last = { kind, at: now };
    how(this.content);
    this.tell("content");
  }

  step(from, to) {
    if (!from.length) return;
    to.push(copy(this.content));
    this.content = from.pop();
    this.last = { kind: "", at: 0 };
    for (const name of this.chosen) if (!this.find(name)) this.chosen.delete(name);
    this.tell("content");
    this.tell("chosen");
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  /** Keep an element on the sheet, whole, in hundredths of a millimetre. */
  settle(one) {
    const [wide, high] = this.extent;
    one.width = tenth(Math.min(Math.max(one.width, 1), wide));
    one.height = tenth(Math.min(Math.max(one.height, 1), high));
    one.x = tenth(Math.min(Math.max(one.x, 0), wide - one.width));
    one.y = tenth(Math.min(Math.max(one.y, 0), high - one.height));
  }

  freeName(stem) {
    let number = 1;
    while (this.find(`${stem}-${number}`)) number += 1;
    return `${stem}-${number}`;
  }

  add(kind) {
    const [wide, high] = this.extent;
    const [width, height] = EXTENT[kind];
    const name = this.freeName(STEM[kind]);
    const one = {
      kind, name, width, height, x: Math.round((wide - width) / 2),
      y: Math.round((high - height) / 2), ...FRESH[kind](),
    };
    this.change("", (content) => {
      this.settle(one);
      content.elements.push(one);
    });
    this.choose(name);
  }

  duplicate() {
    const names = [];
    this.change("", (content) => {
      for (const one of this.selected) {
        const stem = one.name.replace(/-?\d+$/, "") || "unsur";
        const again = { ...copy(one), name: this.freeName(stem), x: one.x + 4, y: one.y + 4 };
        this.settle(again);
        content.elements.push(again);
        names.push(again.name);
      }
    });
    this.chosen = new Set(names);
    this.tell("chosen");
  }

  remove() {
    if (!this.chosen.size) return;
    this.change("", (content) => {
      content.elements = content.elements.filter((one) => !this.chosen.has(one.name));
    });
    this.choose("");
  }

  /** Move what is chosen one step up (1) or down (-1) in the order of drawing. */
  reorder(step) {
    this.change("", (content) => {
      const all = content.elements;
      const places = all.flatMap((one, at) => (this.chosen.has(one.name) ? [at] : []));
      for (const at of step > 0 ? places.reverse() : places) {
        const to = at + step;
        if (all[to] && !this.chosen.has(all[to].name)) [all[at], all[to]] = [all[to], all[at]];
      }
    });
  }

  move(dx, dy, kind = "move") {
    this.change(kind, () => {
      for (const one of this.selected) {
        one.x += dx;
        one.y += dy;
        this.settle(one);
      }
    });
  }

  grow(dx, dy) {
    this.change("grow", () => {
      for (const one of this.selected) {
        one.width += dx;
        one.height += dy;
        this.settle(one);
      }
    });
  }

  /** Align what is chosen: one element with the sheet, several with one another. */
  align(how) {
    const some = this.selected;
    if (!some.length) return;
    const [wide, high] = this.extent;
    const across = ["left", "centre", "right"].includes(how);
    const [at, length, whole] = across ? ["x", "width", wide] : ["y", "height", high];
    const start = some.length > 1 ? Math.min(...some.map((one) => one[at])) : 0;
    const end = some.length > 1 ? Math.max(...some.map((one) => one[at] + one[length])) : whole;
    this.change("", () => {
      for (const one of some) {
        if (how === "left" || how === "top") one[at] = start;
        else if (how === "right" || how === "bottom") one[at] = end - one[length];
        else one[at] = (start + end - one[length]) / 2;
        this.settle(one);
      }
    });
  }
}
