// Settling: nothing typed is left behind by accident, and Alt+N goes on to the next one.

let typed = false;

for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
}

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.key.toLowerCase() === "n") {
    document.querySelector("a[data-next]")?.click();
  }
});
