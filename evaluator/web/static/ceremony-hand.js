// The presenter's page and the phone: what is on the screen, which name comes, and the buttons.

import { Stage, listenToButtons, listenToKeys } from "./ceremony-stage.js";

const line = document.querySelector("[data-line]");
const elapsed = document.querySelector("[data-elapsed]");

function show(stage) {
  fill("now", `[data-card="${stage.position}"]`);
  fill("name", `[data-name="${stage.position}"]`);
  document.querySelector("[data-covered-word]").hidden = !stage.covered;
  for (const row of document.querySelectorAll("[data-row]")) {
    const here = Number(row.dataset.row) === stage.position;
    row.toggleAttribute("aria-current", here);
    if (here) row.setAttribute("aria-current", "step");
  }
  if (document.querySelector(".remote-bar")) scrollTo(0, 0); // a new slide is read from its beginning
}

function fill(slot, from) {
  const copy = document.querySelector(from).cloneNode(true);
  document.querySelector(`[data-slot="${slot}"]`).replaceChildren(...copy.childNodes);
}

function tick() {
  if (!elapsed || !stage.began) return;
  const seconds = Math.max(0, Math.floor((Date.now() + stage.skew - stage.began) / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  elapsed.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
}

const stage = new Stage(show, (state) => (line.textContent = line.dataset[state] ?? ""));
listenToKeys(stage);
listenToButtons(stage);
setInterval(tick, 1000);
stage.start();
tick();
