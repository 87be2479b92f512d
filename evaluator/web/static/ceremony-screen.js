// The projector's page: one slide in sight, all of them here, so that no network is needed.

import { Stage, listenToButtons, listenToKeys } from "./ceremony-stage.js";

const frame = document.querySelector(".stage");
const slides = [...frame.querySelectorAll("[data-slide]")];
const fallback = frame.querySelector("[data-fallback]");
const line = document.querySelector("[data-line]");
const tools = document.querySelector(".stage-tools");
const facts = document.querySelector("#stage-facts").dataset;

function show(stage) {
  slides.forEach((slide, number) => (slide.hidden = stage.covered || number !== stage.position));
  fallback.hidden = !stage.covered;
  fit();
  tick();
}

/** Set a slide smaller until nothing of it is cut off. */
function fit() {
  const slide = frame.querySelector(".slide:not([hidden])");
  let scale = 1;
  frame.style.setProperty("--fit", scale);
  while (scale > 0.5 && tooTall(slide)) {
    scale -= 0.05;
    frame.style.setProperty("--fit", scale.toFixed(2));
  }
}

function tooTall(slide) {
  const room = slide.getBoundingClientRect();
  const last = [...slide.children].at(-1)?.getBoundingClientRect();
  const first = slide.children[0]?.getBoundingClientRect();
  const { paddingTop, paddingBottom } = getComputedStyle(slide);
  const [top, bottom] = [room.top + parseFloat(paddingTop), room.bottom - parseFloat(paddingBottom)];
  return slide.scrollWidth > slide.clientWidth + 1 || (last && last.bottom > bottom + 1) || (first && first.top < top - 1);
}

function tick() {
  const slide = slides[stage.position];
  const clock = slide?.querySelector("[data-clock]");
  if (!clock || slide.hidden) return;
  const end = (stage.shown || Date.now() + stage.skew) + Number(slide.dataset.minutes) * 60000;
  const left = Math.max(0, Math.ceil((end - Date.now() - stage.skew) / 1000));
  clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : slide.dataset.soon;
}

const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

function wake() {
  tools.classList.add("awake");
  document.body.style.cursor = "";
  clearTimeout(wake.timer);
  wake.timer = setTimeout(() => {
    tools.classList.remove("awake");
    document.body.style.cursor = "none";
  }, 3000);
}

/** Let the browser keep this page and its pictures, for a reload without a network. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(facts.worker);
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const pictures = [...document.images].map(({ src }) => src);
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map(({ href }) => href);
  const wanted = [...new Set([...files, ...pictures, ...links])].filter((name) => !name.includes(facts.state) && !name.includes(facts.step));
  active.postMessage({ page: location.href, files: wanted });
}

const stage = new Stage(show, (state) => (line.textContent = line.dataset[state] ?? ""));
listenToKeys(stage, { f: full, F: full, End: () => stage.go(stage.count - 1, false) });
listenToButtons(stage);
const button = document.querySelector("[data-do=full]");
button.hidden = false;
button.addEventListener("click", full);
addEventListener("resize", fit);
addEventListener("pointermove", wake);
document.fonts?.ready.then(fit);
setInterval(tick, 250);
stage.start();
wake();
keepPage().catch(() => {}); // where nothing may be kept, the open page still runs
