// Says on the buttons how many papers are ticked, and ticks all or none without a new page.

const form = document.querySelector("[data-ticks]");

function boxes() {
  return [...form.querySelectorAll("input[name=id]")];
}

function count() {
  const ticked = boxes().filter((box) => box.checked).length;
  for (const button of form.querySelectorAll("[data-count]")) {
    const words = [...button.childNodes].findLast((one) => one.textContent.trim());
    words.textContent = button.dataset.count.replace("{count}", ticked);
    button.disabled = ticked === 0;
  }
}

for (const link of form ? document.querySelectorAll("[data-tick]") : []) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of boxes()) box.checked = link.dataset.tick === "all";
    count();
  });
}
if (form) {
  form.addEventListener("change", count);
  addEventListener("pageshow", count); // the browser restores ticks when it goes back
  count();
}
