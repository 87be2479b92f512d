// Blocks copied from a spreadsheet go to the page that previews them; nothing is kept before.

/** Whether a copied text has more than one cell. */
export const isBlock = (text) => /[\t\n]/.test(text.replace(/\r?\n$/, ""));

/** Send a block with the place where it begins; the form carries the rest. */
export function pasteBlock(form, text, place) {
  for (const [name, value] of Object.entries({ ...place, text })) form.elements[name].value = value;
  form.requestSubmit();
}
