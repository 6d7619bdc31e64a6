// The suggested answer of the chat desk: Tab takes it into the box while the box has the focus and is empty; Esc puts it
// away first, so that nobody is held. Nothing is sent by it. Without this it is a button.

const text = document.querySelector("#answer textarea");
const place = document.querySelector("[data-suggested]");

text?.addEventListener("keydown", (event) => {
  const use = place.querySelector("[data-use]");
  if (!use || text.value || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") {
    event.preventDefault();
    place.replaceChildren();
  } else if (event.key === "Tab") {
    event.preventDefault();
    use.click();
  }
});
