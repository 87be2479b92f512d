// What-if: every choice is computed by the server at once; the address follows, so that
// going back, reloading and sharing keep what is tried. Without scripts the button does it.

const form = document.querySelector("form[data-what-if]");
const share = document.querySelector("[data-share]");
let asked = 0;

function parts() {
  return [...form.elements]
    .filter((field) => field.name.startsWith(form.dataset.field) && field.value.trim())
    .map((field) => `${field.name.slice(form.dataset.field.length)}:${field.value.trim()}`);
}

function show(found, some) {
  form.querySelector("[data-value]").textContent = found.value;
  form.querySelector("[data-predicate]").textContent = found.predicate;
  form.querySelector("[data-outcome]").textContent = found.outcome;
  form.querySelector("[data-pdf]").href = found.pdf;
  share.hidden = !some;
  share.querySelector("[data-link]").value = found.link;
  for (const row of form.querySelectorAll("[data-code]")) {
    const field = row.querySelector("select, input");
    const problem = found.problems[row.dataset.code] ?? "";
    row.classList.toggle("faulty", Boolean(problem));
    row.classList.toggle("tried", Boolean(field.value.trim()) && !problem);
    row.querySelector("[data-problem]").hidden = !problem;
    row.querySelector("[data-words]").textContent = problem;
    if (problem) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  history.replaceState(null, "", found.path);
}

async function compute() {
  const own = ++asked;
  const tried = parts();
  const query = new URLSearchParams(tried.map((part) => ["ubah", part]));
  try {
    const answer = await fetch(`${form.dataset.address}?${query}`, {
      headers: { Accept: "application/json" },
    });
    // A later choice has been asked for meanwhile: only the last answer counts.
    if (answer.ok && own === asked) show(await answer.json(), tried.length > 0);
  } catch {
    // Without a connection the button is still there.
  }
}

form.addEventListener("change", compute);

const copy = share.querySelector("[data-copy]");
const said = copy.querySelector("[role=status]");

async function copyLink() {
  const field = share.querySelector("[data-link]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // An office's own network often has no HTTPS, and with it no clipboard of the new kind.
    if (!document.execCommand("copy")) return;
  }
  said.textContent = copy.querySelector("button").dataset.done;
}

copy.hidden = false;
copy.querySelector("button").addEventListener("click", copyLink);
form.addEventListener("change", () => (said.textContent = ""));
