// The consequence dialog. A link with data-opens leads to a page that asks the same; here it opens the dialog instead.
// Focus goes to the title, Esc and "keep" change nothing, and the focus returns to the opener.

const openers = new WeakMap();

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog?.showModal) return;
    event.preventDefault();
    openers.set(dialog, opener);
    dialog.showModal();
    dialog.querySelector(".dialog-title")?.focus();
    return;
  }
  const dialog = event.target.closest("dialog[data-consequence]");
  if (!dialog) return;
  if (event.target.closest("[data-keep]") || isBackdrop(event, dialog)) dialog.close();
});

document.addEventListener("close", (event) => {
  openers.get(event.target)?.focus();
}, true);

function isBackdrop(event, dialog) {
  if (event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside;
}
