// Shortens the way through long lists of units; each page works without it.

/** Show how many different units the ticked kinds, groups and units come to, on the button. */
function countChosen(form) {
  const of = JSON.parse(form.dataset.choose);
  const button = form.querySelector("button[class]");
  const plain = button.textContent;
  const count = () => {
    const chosen = new Set();
    for (const box of form.querySelectorAll("input[type=checkbox]:checked")) {
      const many = { kinds: of.kinds, group_ids: of.groups }[box.name];
      for (const id of many ? many[box.value] : [Number(box.value)]) chosen.add(id);
    }
    button.textContent = chosen.size ? form.dataset.say.replace("{n}", chosen.size) : plain;
  };
  form.addEventListener("change", count);
  count();
}

/** Leave only the units whose name holds what is typed; a row that was touched stays. */
function findUnits(finder) {
  const field = finder.querySelector("input");
  const rows = [...document.querySelectorAll(".attendance > li")];
  finder.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) {
      const touched = row.querySelector("input[type=checkbox]").checked;
      row.hidden = !touched && !row.querySelector("strong").textContent.toLowerCase().includes(wanted);
    }
  });
  // Enter looks further; it must not send a list that is half ticked.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

/** Typing into a row ticks it, as the office would read it anyway. */
function tickTyped(row) {
  row.addEventListener("input", (event) => {
    if (event.target.type !== "checkbox" && event.target.value) row.querySelector("[name=came]").checked = true;
  });
}

document.querySelectorAll("form[data-choose]").forEach(countChosen);
document.querySelectorAll("[data-finder]").forEach(findUnits);
document.querySelectorAll(".attendance > li").forEach(tickTyped);
