// Reads a QR code from a photo where the browser can do so by itself; nothing is sent.

const box = document.querySelector("[data-camera]");

/** The code at the end of the address on the paper; "" for any other QR code. */
function codeIn(text) {
  const found = /\/v\/([0-9A-Za-z-]{16,24})\/?$/.exec(text);
  return found ? found[1] : "";
}

async function read(input, detector) {
  const status = document.getElementById("foto-status");
  const [photo] = input.files;
  if (!photo) return;
  status.textContent = status.dataset.reading;
  try {
    const picture = await createImageBitmap(photo);
    const codes = (await detector.detect(picture)).map((one) => codeIn(one.rawValue));
    const code = codes.find(Boolean);
    // Only the code is taken over: a QR code must not choose where the browser goes.
    if (code) location.assign(`${input.form.action}${encodeURIComponent(code)}`);
    else status.textContent = status.dataset.none;
  } catch {
    status.textContent = status.dataset.none;
  }
}

if (box && "BarcodeDetector" in window) {
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (formats.includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const input = box.querySelector("input");
    box.hidden = false;
    input.addEventListener("change", () => read(input, detector));
  }
}
