// The palette of a desk (Ctrl or Cmd + K): what can be found or done from here, narrowed while one types. The arrows
// walk, Enter opens; the page behind it stays as it is. What the server finds is fetched by htmx into its own place.

import { areOff, possible, press } from "./keys.js";

const palette = document.querySelector("dialog[data-palette]");

if (palette) {
  const text = palette.querySelector("[data-palette-text]");
  const none = palette.querySelector("[data-palette-none]");
  const items = () => [...palette.querySelectorAll("[data-palette-item]")].filter((one) => !one.closest("[hidden]"));
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const narrow = () => {
    const wanted = plain(text.value.trim());
    for (const one of palette.querySelectorAll("[data-palette-item]")) {
      const isFound = one.closest("#palette-found");
      const isPossible = !one.dataset.does || possible(one.dataset.does);
      const fits = isFound || plain(one.querySelector("span").textContent).includes(wanted);
      one.closest("li").hidden = !(isPossible && fits);
    }
    for (const list of palette.querySelectorAll("ul")) list.parentElement.hidden = !list.querySelector("li:not([hidden])");
    none.textContent = items().length ? "" : none.dataset.text;
  };

  const open = () => {
    text.value = "";
    palette.querySelector("#palette-found").replaceChildren();
    narrow();
    palette.showModal();
    text.focus();
  };

  const walk = (by) => {
    const found = items();
    const at = found.indexOf(document.activeElement);
    if (by < 0 && at <= 0) text.focus();
    else found[Math.min(at + by, found.length - 1)]?.focus();
  };

  const act = (item) => {
    if (!item?.dataset.does) return item?.click();
    palette.close();
    press(item.dataset.does);
  };

  document.addEventListener("keydown", (event) => {
    const isOpener = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isOpener || document.querySelector("dialog[open]:not([data-palette])")) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
  palette.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      walk(by);
    } else if (event.key === "Enter" && event.target === text) {
      event.preventDefault();
      act(items()[0]);
    }
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
    const item = event.target.closest("[data-does]");
    if (item) act(item);
  });
  text.addEventListener("input", narrow);
  palette.addEventListener("htmx:afterSettle", narrow);
  for (const opener of document.querySelectorAll("[data-palette-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", open);
  }
}
