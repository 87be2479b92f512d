// All reports at once: counts them as they arrive. Without scripts the link downloads the same.

const link = document.querySelector("a[data-pack]");
const state = document.querySelector("[data-pack-state]");
const HEAD = [0x50, 0x4b, 0x03, 0x04]; // begins each file of a ZIP

function counter() {
  let matched = 0;
  let files = 0;
  return (piece) => {
    for (const byte of piece) {
      matched = byte === HEAD[matched] ? matched + 1 : byte === HEAD[0] ? 1 : 0;
      if (matched === HEAD.length) {
        files += 1;
        matched = 0;
      }
    }
    return files;
  };
}

function tell(text, done) {
  state.hidden = false;
  state.querySelector("[data-pack-words]").textContent = text;
  state.querySelector("progress").value = done;
}

function keep(pieces, name) {
  const own = document.createElement("a");
  own.href = URL.createObjectURL(new Blob(pieces, { type: "application/zip" }));
  own.download = name;
  own.click();
  setTimeout(() => URL.revokeObjectURL(own.href), 60_000);
}

async function fetchAll() {
  const total = Number(link.dataset.pack);
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const named = /filename\*?=(?:UTF-8'')?"?([^";]+)/.exec(answer.headers.get("Content-Disposition"));
  const count = counter();
  const pieces = [];
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    pieces.push(part.value);
    const done = Math.min(count(part.value), total);
    tell(link.dataset.words.replace("{done}", done).replace("{total}", total), done);
  }
  keep(pieces, named ? decodeURIComponent(named[1]) : "umpan-balik.zip");
  tell(link.dataset.done, total);
}

link?.addEventListener("click", async (event) => {
  event.preventDefault();
  if (link.getAttribute("aria-disabled")) return;
  link.setAttribute("aria-disabled", "true");
  try {
    await fetchAll();
  } catch {
    tell(link.dataset.failed, 0);
  } finally {
    link.removeAttribute("aria-disabled");
  }
});
