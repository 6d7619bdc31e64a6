// Menus are <details>: they open without this. Here: Esc closes and gives the focus back, a click outside closes,
// and opening one closes the others.

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details[data-menu][open]")) return;
  for (const menu of open()) if (menu !== event.target) menu.open = false;
}, true);

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
