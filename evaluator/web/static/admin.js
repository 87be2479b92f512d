// Shortens the way on pages of the admin; each of them works without it.
import { announce } from "./app.js";

/** Copy the text of a field and say so on the button. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.lastChild.textContent = button.dataset.done;
  announce(button.dataset.done);
}

function offerCopying(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}

/** Count ticked boxes in words, and tick or clear all of them. */
function watchBoxes(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const line = form.querySelector("[data-count]");
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    line.textContent = line.dataset.count
      .replace("{n}", ticked)
      .replace("{total}", boxes.length);
  };
  form.addEventListener("change", count);
  for (const button of form.querySelectorAll("[data-check]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.check === "all";
      form.dispatchEvent(new Event("input"));
      count();
    });
  }
}

/** Show a part only while the box that it belongs to is ticked. */
function showWith(part) {
  const { shownWith: name, shownFor: value } = part.dataset;
  const boxes = [...document.querySelectorAll(`input[name="${name}"]`)];
  const show = () => {
    part.hidden = !boxes.some((box) => box.value === value && box.checked);
    if (part.hidden) for (const choice of part.querySelectorAll("select")) choice.value = "";
  };
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

/** Show the next number under the pattern that is being typed, as the server writes it. */
function followNumber(form) {
  const names = ["number_pattern", "number_unit", "number_class", "number_start", "number_digits"];
  const shown = form.querySelector("[data-example]");
  let waiting, asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const typed = new URLSearchParams(names.map((name) => [name, form.elements[name].value]));
    const answer = await fetch(`${form.dataset.number}?${typed}`);
    if (!answer.ok) return;
    const { number } = await answer.json();
    if (mine === asked) shown.textContent = number;
  };
  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 300);
  });
}

document.querySelectorAll("[data-copy]").forEach(offerCopying);
document.querySelectorAll("form[data-boxes]").forEach(watchBoxes);
document.querySelectorAll("[data-shown-with]").forEach(showWith);
document.querySelectorAll("form[data-number]").forEach(followNumber);
