// A question in a dialog; the button that changes nothing holds the focus.

/** Show a dialog; true where the button with the value "go" is pressed. */
export function sure(dialog) {
  for (const button of dialog.querySelectorAll("button"))
    button.onclick = () => dialog.close(button.value);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "go");
  });
}
