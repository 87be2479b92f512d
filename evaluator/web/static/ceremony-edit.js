// The running order by dragging, and the way to take a copy of the screen off this computer.

const list = document.querySelector("[data-order]");
const form = document.querySelector("[data-order-form]");

function letDrag() {
  list.classList.add("draggable");
  let carried = null;
  for (const row of list.children) {
    row.draggable = true;
    row.addEventListener("dragstart", () => {
      carried = row;
      row.classList.add("carried");
    });
    row.addEventListener("dragend", () => {
      row.classList.remove("carried");
      form.hidden = false;
      form.elements.order.value = [...list.children].map((one) => one.dataset.key).join(",");
    });
    row.addEventListener("dragover", (event) => {
      event.preventDefault();
      if (!carried || carried === row) return;
      const { top, height } = row.getBoundingClientRect();
      list.insertBefore(carried, event.clientY > top + height / 2 ? row.nextSibling : row);
    });
  }
}

async function forget(button) {
  for (const name of await caches.keys()) if (name.startsWith("panggung-")) await caches.delete(name);
  for (const name of Object.keys(localStorage)) if (name.startsWith("panggung:")) localStorage.removeItem(name);
  button.textContent = button.dataset.done;
}

if (list && form) letDrag();
const way = document.querySelector("[data-forget]");
if (way && "caches" in window) {
  way.hidden = false;
  const button = way.querySelector("[data-forget-button]");
  button.addEventListener("click", () => forget(button));
}
