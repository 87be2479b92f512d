/** Follows a print job: words and bar change in place; once it rests, the page is loaded anew. */

const section = document.querySelector("[data-job]");
const EVERY = 1500; // milliseconds: often enough to watch, seldom enough not to disturb

async function look() {
  const answer = await fetch(section.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  const words = section.querySelector("[data-words]");
  if (words.textContent !== job.words) words.textContent = job.words;
  section.querySelector("progress").value = job.done;
  if (!job.open) location.reload();
}

if (section) {
  const timer = setInterval(() => {
    if (!document.hidden) look().catch(() => {}); // no network: the next look may have one
  }, EVERY);
  addEventListener("pagehide", () => clearInterval(timer));
}
