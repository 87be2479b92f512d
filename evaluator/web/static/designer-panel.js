// The questions about what is chosen, as fields that change it while one types.

import { FRESH_PARAGRAPH } from "./designer-model.js";

let counter = 0;

function make(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const number = (text) => {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(value) ? null : value;
};
const shown = (value) => String(value ?? "").replace(".", ",");

export class Panel {
  constructor(root, model, told) {
    Object.assign(this, { root, model, ...told });
  }

  draw() {
    const some = this.model.selected;
    if (some.length !== 1) {
      const words = some.length ? `${some.length} ${this.words.several}` : this.words.nothing;
      this.root.replaceChildren(make("p", { className: "soft", textContent: words }));
      return;
    }
    const one = some[0];
    const name = one.name;
    const get = () => this.model.find(name);
    const asked = [...this.questions.place, ...this.questions.own[one.kind]];
    const parts = [
      make("fieldset", { className: "dz-grid" },
        make("legend", { textContent: `${this.called(name)} · ${this.questions.kinds[one.kind]}` }),
        ...asked.map((question) => this.field(question, get, name))),
    ];
    if (one.kind === "text") {
      one.paragraphs.forEach((_part, at) => parts.push(this.paragraph(get, at)));
      if (one.paragraphs.length < 12) {
        parts.push(this.button(this.words.add, () => {
          this.model.change("", () => get().paragraphs.push({ ...FRESH_PARAGRAPH, id: "Teks baru" }));
          this.draw();
        }));
      }
    }
    if (one.kind === "picture" || one.kind === "signature") parts.push(this.uploader());
    this.root.replaceChildren(...parts);
  }

  /** Follow what was moved by hand, without taking away the field that is being typed in. */
  refresh() {
    const one = this.model.selected[0];
    for (const input of this.root.querySelectorAll("[data-place]")) {
      if (one && input !== document.activeElement) input.value = shown(one[input.dataset.place]);
    }
  }

  button(text, act) {
    const node = make("button", { type: "button", className: "button button-secondary compact", textContent: text });
    node.addEventListener("click", act);
    return node;
  }

  paragraph(get, at) {
    const part = () => get().paragraphs[at];
    const box = make("fieldset", { className: "dz-grid" },
      make("legend", { textContent: `${this.words.paragraph} ${at + 1}` }),
      ...this.questions.paragraph.map((question) => this.field(question, part, `${get().name}-${at}`)));
    if (get().paragraphs.length > 1) {
      box.append(this.button(this.words.remove, () => {
        this.model.change("", () => get().paragraphs.splice(at, 1));
        this.draw();
      }));
    }
    return box;
  }

  field(question, get, scope) {
    const id = `dz-${(counter += 1)}`;
    const set = (value) => this.model.change(`${scope}.${question.name}`, () => {
      get()[question.name] = value;
      if (get().kind) this.model.settle(get());
    });
    if (question.kind === "flag") {
      const box = make("input", { type: "checkbox", id, checked: get()[question.name] });
      box.addEventListener("change", () => set(box.checked));
      return make("div", {}, make("label", { className: "option", htmlFor: id }, box, ` ${question.label}`));
    }
    const input = this.input(question, id, get()[question.name], set);
    const frame = make("div", { className: question.kind === "text" ? "wide" : "" },
      make("label", { htmlFor: id, textContent: question.label }), input);
    if (question.kind === "text") frame.append(this.inserter(input, question.label));
    if (question.kind === "colour") frame.append(this.colour(input, question.label, set));
    return frame;
  }

  input(question, id, value, set) {
    if (question.kind === "text") {
      const area = make("textarea", { className: "input", id, rows: 2, value: value ?? "" });
      area.addEventListener("input", () => set(area.value.replace(/\s*\n\s*/g, " ")));
      return area;
    }
    const choices = this.choices(question);
    if (choices) {
      const own = question.kind === "colour" && !choices.some(([key]) => key === value);
      const options = choices.map(([key, word]) => make("option", { value: key, textContent: word }));
      if (question.kind === "colour") options.push(make("option", { value: "own", textContent: this.words.own }));
      const select = make("select", { className: "input", id }, ...options);
      select.value = own ? "own" : String(value);
      if (own) select.dataset.value = value;
      select.addEventListener("change", () => {
        if (select.value === "own") return set("#7c3f14");
        set(question.kind === "whole" ? Number(select.value) : select.value);
      });
      return select;
    }
    const line = make("input", { className: "input", id, inputMode: "decimal", value: shown(value), autocomplete: "off" });
    if (["x", "y", "width", "height"].includes(question.name)) line.dataset.place = question.name;
    line.addEventListener("change", () => {
      const typed = number(line.value);
      if (typed !== null) set(question.kind === "whole" ? Math.round(typed) : typed);
      line.value = shown(typed ?? value);
    });
    return line;
  }

  choices(question) {
    if (question.kind === "picture") {
      const first = question.name === "source" ? ["logo", this.words.logo] : ["", this.words.none];
      const own = (this.model.content.library ?? []).map((digest, at) => [digest, `${this.words.picture} ${at + 1}`]);
      return [first, ...own];
    }
    if (question.kind === "colour") {
      return question.name === "fill" ? [["", this.words.empty], ...this.questions.colours] : this.questions.colours;
    }
    return question.choices.length ? question.choices : null;
  }

  colour(select, label, set) {
    const own = make("input", { type: "color", "aria-label": `${label}, ${this.words.own}`, className: "dz-colour" });
    const show = () => {
      own.hidden = select.value !== "own";
    };
    own.value = select.dataset.value ?? "#7c3f14";
    own.addEventListener("input", () => set(own.value));
    select.addEventListener("change", show);
    show();
    return own;
  }

  /** A list of fields that are put where the cursor stands. */
  inserter(area, label) {
    const list = make("select", { className: "input", "aria-label": `${this.words.insert}: ${label}` },
      make("option", { value: "", textContent: `${this.words.insert} …` }),
      ...this.fields.map(([name, word]) => make("option", { value: name, textContent: word })));
    list.addEventListener("change", () => {
      if (!list.value) return;
      area.setRangeText(`{${list.value}}`, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input"));
      list.value = "";
      area.focus();
    });
    return list;
  }

  uploader() {
    const id = `dz-${(counter += 1)}`;
    const file = make("input", { type: "file", id, accept: "image/png,image/jpeg" });
    file.addEventListener("change", () => file.files[0] && this.upload(file.files[0]));
    return make("p", {}, make("label", { htmlFor: id, textContent: this.words.upload }), file);
  }
}
