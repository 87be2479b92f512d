// Keeps the loads under the table of panels up to date while boxes are ticked.
for (const form of document.querySelectorAll("[data-panels]")) {
  const count = () => {
    for (const cell of form.querySelectorAll("[data-load-of]")) {
      const seats = form.querySelectorAll(`[data-load="${cell.dataset.loadOf}"]`);
      const taken = [...seats].filter((seat) => seat.type === "hidden" || seat.checked).length;
      cell.textContent = cell.dataset.words.replace("{n}", taken);
    }
  };
  form.addEventListener("change", count);
  count();
}
