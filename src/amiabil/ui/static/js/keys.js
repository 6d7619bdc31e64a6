/* Single keys of a desk, as its sheet of keys names them: the sheet is the table, so that both always say the same.

   <dialog data-keys> holds <li data-key="…"> with either data-goes="id" (the element that gets the focus) or
   data-step="1" / "-1" (the next or previous line of [data-keys-list]; on a case the next or previous case of the
   list one came from), and a box [data-keys-on] that turns them all off (WCAG 2.1.4), kept on this device. Nothing
   happens while somebody types, or with Ctrl, Alt, Meta. Without JavaScript neither sheet nor button is shown. */

const sheet = document.querySelector("dialog[data-keys]");
const OFF = "amiabil:keys-off", CASES = "amiabil:cases";
const TYPING = "input, textarea, select, [contenteditable], dialog[open]";

// A browser may forbid storage: the keys are then on, and know of no list.
function stored(kind, work) {
  try {
    return work(kind());
  } catch {
    return null;
  }
}
const areOff = () => stored(() => localStorage, (store) => store.getItem(OFF)) === "yes";

const lines = () => [...document.querySelectorAll("[data-keys-list] a.main")];

function step(by) {
  const found = lines();
  if (!found.length) return toCase(by);
  const at = found.findIndex((line) => line.closest("tr").contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : Math.min(Math.max(at + by, 0), found.length - 1);
  found[next].focus();
}

function toCase(by) {
  const cases = JSON.parse(stored(() => sessionStorage, (store) => store.getItem(CASES)) ?? "[]");
  const at = cases.indexOf(location.pathname);
  if (at >= 0 && cases[at + by]) location.assign(cases[at + by]);
}

const entries = () => [...sheet.querySelectorAll("[data-key]")];
const target = (entry) => document.getElementById(entry.dataset.goes);

function show() {
  for (const entry of entries()) entry.hidden = "goes" in entry.dataset && !target(entry);
  sheet.querySelector("[data-keys-on]").checked = !areOff();
  sheet.showModal();
  sheet.querySelector(".dialog-title").focus();
}

function press(entry) {
  if (entry.dataset.step) return step(Number(entry.dataset.step));
  target(entry)?.focus();
}

function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPING) || areOff()) return;
    const entry = entries().find((one) => one.dataset.key === event.key);
    if (!entry && event.key !== "?") return;
    event.preventDefault();
    if (entry) press(entry);
    else show();
  });
  const opener = document.querySelector("[data-keys-open]");
  opener.hidden = false;
  opener.addEventListener("click", show);
  sheet.querySelector("[data-keys-on]").addEventListener("change", (event) => {
    stored(() => localStorage, (store) => (event.target.checked ? store.removeItem(OFF) : store.setItem(OFF, "yes")));
  });
  const found = lines().map((line) => new URL(line.href).pathname);
  if (found.length) stored(() => sessionStorage, (store) => store.setItem(CASES, JSON.stringify(found)));
}

if (sheet) start();
