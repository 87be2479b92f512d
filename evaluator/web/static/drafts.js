// The sum of the weights below each parent, kept exact while somebody types.
// Without this script the page shows the sums as they were stored.

const NUMBER = /^(\d{1,15})(?:[.,](\d{1,15}))?$/;
const FRACTION = /^(\d{1,15}) ?\/ ?(\d{1,15})$/;

/** A typed weight as [numerator, denominator]; null where it is no number above 0. */
export function weight(text) {
  const fraction = FRACTION.exec(text.trim());
  const number = NUMBER.exec(text.trim());
  let read = null;
  if (fraction && BigInt(fraction[2])) read = [BigInt(fraction[1]), BigInt(fraction[2])];
  if (number) {
    const decimals = number[2] ?? "";
    read = [BigInt(number[1] + decimals), 10n ** BigInt(decimals.length)];
  }
  return read && read[0] > 0n ? read : null;
}

function add([a, b], [c, d]) {
  const top = a * d + c * b, bottom = b * d;
  const common = divisor(top, bottom);
  return [top / common, bottom / common];
}

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** A sum with up to four decimals, "…" where it goes on. */
function told([top, bottom]) {
  const scaled = (top * 10000n) / bottom;
  const exact = scaled * bottom === top * 10000n;
  const decimals = String(scaled % 10000n).padStart(4, "0").replace(/0+$/, "");
  const comma = document.documentElement.lang === "en" ? "." : ",";
  return `${scaled / 10000n}${decimals && comma + decimals}${exact ? "" : "…"}`;
}

function icon(name) {
  const sample = document.querySelector(".icon use").getAttribute("href").split("#")[0];
  return `<svg class="icon icon-${name}" width="20" height="20" focusable="false" aria-hidden="true"><use href="${sample}#${name}"/></svg>`;
}

function follow(branch) {
  const line = branch.querySelector("[data-sum]");
  const fields = [...branch.querySelectorAll("[data-weight]")];
  if (!fields.length) return;
  const show = () => {
    const weights = fields.map((field) => weight(field.value));
    const unread = weights.filter((one) => one === null).length;
    const total = weights.filter(Boolean).reduce(add, [0n, 1n]);
    const whole = total[0] === 100n && total[1] === 1n;
    const [kind, words] = unread
      ? ["warning", line.dataset.unread.replace("{count}", unread)]
      : whole
        ? ["done", line.dataset.ok]
        : ["error", line.dataset.off.replace("{total}", told(total))];
    const mark = document.createElement("span");
    mark.className = `status status-${kind}`;
    mark.innerHTML = icon(kind);
    mark.append(words);
    line.replaceChildren(mark);
  };
  branch.addEventListener("input", show);
  // Weights that could not be saved stand in the fields again; their sum is of what was typed.
  if (fields.some((field) => field.value !== field.nextElementSibling.value)) show();
}

document.querySelectorAll("form[data-weights] > section").forEach(follow);
