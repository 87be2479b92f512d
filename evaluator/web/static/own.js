// Says before sending that a file is too large: on a slow line the refusal would come late.

function tooLarge(form) {
  const [file] = form.querySelector("input[type=file]").files;
  return Boolean(file) && file.size > Number(form.dataset.most);
}

function show(form) {
  const line = form.querySelector("[data-too-large]");
  line.hidden = !tooLarge(form);
  line.querySelector("span").textContent = line.hidden ? "" : form.dataset.large;
  return line.hidden;
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const field = form.querySelector("input[type=file]");
  field.addEventListener("change", () => show(form));
  form.addEventListener("submit", (event) => {
    if (show(form)) return;
    event.preventDefault();
    field.focus();
  });
}
