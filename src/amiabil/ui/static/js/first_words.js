// Sentences to start from: a press puts the sentence into the box, behind what stands there, and goes there.
// Without this module the link loads the page with the sentence in the box.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-say]");
  const box = document.querySelector("[data-composer] textarea");
  if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const before = box.value.trimEnd();
  box.value = before ? `${before}\n${link.dataset.say}` : link.dataset.say;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});
