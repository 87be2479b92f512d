// The sheet under the hand: boxes over the drawing that are chosen, dragged, sized and moved by key.

const PULL = 1.5; // mm: how near an edge must come to another one to stick to it
const CORNERS = [
  ["nw", 0, 0], ["n", 0.5, 0], ["ne", 1, 0], ["e", 1, 0.5],
  ["se", 1, 1], ["s", 0.5, 1], ["sw", 0, 1], ["w", 0, 0.5],
];

export class Stage {
  constructor(root, model, options) {
    Object.assign(this, { root, model, options, faults: {}, boxes: new Map() });
    this.layer = document.createElement("div");
    root.append(this.layer);
    root.addEventListener("pointerdown", (event) => this.press(event));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusin", (event) => {
      const name = event.target.dataset?.name;
      if (name && !this.model.chosen.has(name) && !this.pressing) this.model.choose(name);
    });
  }

  /** Show a drawing that the server made. */
  show(svg) {
    const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    if (drawing.nodeName !== "svg") return;
    this.root.querySelector(":scope > svg")?.remove();
    this.root.prepend(document.importNode(drawing, true));
  }

  place(node, x, y, width, height) {
    const [wide, high] = this.model.extent;
    Object.assign(node.style, {
      left: `${(x / wide) * 100}%`, top: `${(y / high) * 100}%`,
      width: `${(width / wide) * 100}%`, height: `${(height / high) * 100}%`,
    });
  }

  /** Lay the boxes anew; kept nodes keep the focus. */
  draw() {
    const names = new Set();
    this.model.content.elements.forEach((one, order) => {
      names.add(one.name);
      let box = this.boxes.get(one.name);
      if (!box) {
        box = document.createElement("button");
        box.type = "button";
        box.className = "dz-box";
        box.dataset.name = one.name;
        this.boxes.set(one.name, box);
      }
      const kind = this.options.kinds[one.kind];
      box.setAttribute("aria-label", `${this.options.called(one.name)}, ${kind}`);
      box.setAttribute("aria-pressed", this.model.chosen.has(one.name));
      box.classList.toggle("faulty", one.name in this.faults);
      const area = one.width * one.height;
      box.style.zIndex = area > 20000 ? 0 : area > 1000 ? 1 : 2; // what is small lies in reach
      this.place(box, one.x, one.y, one.width, Math.max(one.height, 1.5));
      if (this.layer.children[order] !== box) this.layer.insertBefore(box, this.layer.children[order] ?? null);
    });
    for (const [name, box] of this.boxes) {
      if (names.has(name)) continue;
      box.remove();
      this.boxes.delete(name);
    }
    this.drawHandles();
  }

  drawHandles() {
    for (const node of this.root.querySelectorAll(".dz-handle")) node.remove();
    const [one, another] = this.model.selected;
    if (!one || another) return;
    for (const [side, across, along] of CORNERS) {
      const handle = document.createElement("div");
      handle.className = "dz-handle";
      handle.dataset.side = side;
      handle.style.cursor = `${side}-resize`;
      const [wide, high] = this.model.extent;
      handle.style.left = `${((one.x + one.width * across) / wide) * 100}%`;
      handle.style.top = `${((one.y + one.height * along) / high) * 100}%`;
      this.root.append(handle);
    }
  }

  press(event) {
    if (event.button) return;
    const side = event.target.dataset.side;
    const name = event.target.dataset.name;
    if (!side && !name) {
      if (event.target === this.layer || event.target.closest("svg")) this.model.choose("");
      return;
    }
    this.pressing = true;
    if (name && event.shiftKey) this.model.choose(name, true);
    else if (name && !this.model.chosen.has(name)) this.model.choose(name);
    this.drag(event, side ?? "");
  }

  drag(event, side) {
    const bounds = this.root.getBoundingClientRect();
    const [wide, high] = this.model.extent;
    const start = this.model.selected.map((one) => ({ ...one }));
    const kind = `drag-${event.timeStamp}`;
    const target = event.target;
    let moved = false;
    target.setPointerCapture(event.pointerId);
    const move = (now) => {
      const dx = ((now.clientX - event.clientX) / bounds.width) * wide;
      const dy = ((now.clientY - event.clientY) / bounds.height) * high;
      if (!moved && Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < 3) return;
      moved = true;
      this.model.last = { kind: moved ? this.model.last.kind : "", at: performance.now() };
      this.model.change(kind, () => this.follow(start, side, dx, dy, now.altKey));
    };
    const end = () => {
      this.pressing = false;
      this.guides([]);
      target.removeEventListener("pointermove", move);
      if (moved) this.options.settled();
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", end, { once: true });
    target.addEventListener("pointercancel", end, { once: true });
  }

  /** Put the dragged elements where the hand is, sticking to the grid and to one another. */
  follow(start, side, dx, dy, free) {
    if (side) return this.size(start[0], side, dx, dy, free);
    const first = start[0];
    let [x, y] = [first.x + dx, first.y + dy];
    if (!free && this.options.snaps()) [x, y] = this.stick(first, x, y);
    for (const was of start) {
      const one = this.model.find(was.name);
      one.x = was.x + x - first.x;
      one.y = was.y + y - first.y;
      this.model.settle(one);
    }
  }

  size(was, side, dx, dy, free) {
    const one = this.model.find(was.name);
    const grid = free || !this.options.snaps() ? 0.1 : this.options.grid();
    const round = (value) => Math.round(value / grid) * grid;
    let [left, top, right, bottom] = [was.x, was.y, was.x + was.width, was.y + was.height];
    if (side.includes("w")) left = Math.min(round(left + dx), right - 1);
    if (side.includes("e")) right = Math.max(round(right + dx), left + 1);
    if (side.includes("n")) top = Math.min(round(top + dy), bottom - 1);
    if (side.includes("s")) bottom = Math.max(round(bottom + dy), top + 1);
    const [wide, high] = this.model.extent;
    [left, top] = [Math.max(left, 0), Math.max(top, 0)];
    [right, bottom] = [Math.min(right, wide), Math.min(bottom, high)];
    Object.assign(one, { x: left, y: top, width: right - left, height: bottom - top });
    this.model.settle(one);
  }

  stick(one, x, y) {
    const [wide, high] = this.model.extent;
    const page = this.model.content.page;
    const others = this.model.content.elements.filter((other) => !this.model.chosen.has(other.name));
    const columns = [0, page.left, wide / 2, wide - page.right, wide];
    const rows = [0, page.top, high / 2, high - page.bottom, high];
    for (const other of others) {
      columns.push(other.x, other.x + other.width / 2, other.x + other.width);
      rows.push(other.y, other.y + other.height / 2, other.y + other.height);
    }
    const [ownX, guideX] = this.nearest(x, one.width, columns);
    const [ownY, guideY] = this.nearest(y, one.height, rows);
    this.guides([[guideX, true], [guideY, false]].filter(([at]) => at !== null));
    return [ownX, ownY];
  }

  nearest(start, length, lines) {
    let best = [Math.round(start / this.options.grid()) * this.options.grid(), null, PULL];
    for (const line of lines) {
      for (const part of [0, 0.5, 1]) {
        const away = Math.abs(start + length * part - line);
        if (away < best[2]) best = [line - length * part, line, away];
      }
    }
    return best;
  }

  guides(lines) {
    for (const node of this.root.querySelectorAll(".dz-guide")) node.remove();
    const [wide, high] = this.model.extent;
    for (const [at, upright] of lines) {
      const guide = document.createElement("div");
      guide.className = "dz-guide";
      const across = { left: `${(at / wide) * 100}%`, top: 0, width: "1px", height: "100%" };
      const along = { left: 0, top: `${(at / high) * 100}%`, width: "100%", height: "1px" };
      Object.assign(guide.style, upright ? across : along);
      this.root.append(guide);
    }
  }

  key(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const [dx, dy] = arrows[event.key] ?? [];
    if (!this.model.chosen.size) return;
    if (dx !== undefined) {
      const far = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
      if (event.ctrlKey || event.metaKey) this.model.grow(dx * far, dy * far);
      else this.model.move(dx * far, dy * far);
    } else if (event.key === "Delete" || event.key === "Backspace") this.model.remove();
    else if (event.key === "Escape") this.model.choose("");
    else return;
    event.preventDefault();
  }
}
