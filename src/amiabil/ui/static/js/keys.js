/* Single keys of a desk, as its sheet of keys names them: the sheet is the table, so that both always say the same.

   <dialog data-keys> holds <li data-key="…"> with data-presses="id" (the element that is pressed), data-goes="id" (the
   element that gets the focus), data-to="address" (the page that is opened) or data-step="1" / "-1" (the next or previous line of
   [data-keys-list]; on a case the next or previous case of the list one came from), and <li data-beside="id"> for what another script does
   where that element is, and a box [data-keys-on] that turns them all off (WCAG 2.1.4), kept on this device. Nothing
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
export const areOff = () => stored(() => localStorage, (store) => store.getItem(OFF)) === "yes";

const lines = () => [...document.querySelectorAll("[data-keys-list] a.main")];

function step(by) {
  const found = lines();
  if (!found.length) return toCase(by);
  const holds = (line, one) => Boolean(one) && line.closest("tr, li").contains(one);
  const focused = found.findIndex((line) => holds(line, document.activeElement));
  const at = focused >= 0 ? focused : found.findIndex((line) => line.hasAttribute("aria-current"));
  const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : Math.min(Math.max(at + by, 0), found.length - 1);
  found[next].focus();
}

function toCase(by) {
  const cases = JSON.parse(stored(() => sessionStorage, (store) => store.getItem(CASES)) ?? "[]");
  const at = cases.indexOf(location.pathname);
  if (at >= 0 && cases[at + by]) location.assign(cases[at + by]);
}

const entries = () => [...sheet.querySelectorAll("[data-key]")];
const named = (id) => (id ? document.getElementById(id) : null);
const isDone = ({ dataset }) => Boolean(dataset.step || dataset.to || named(dataset.presses) || named(dataset.goes));
const entryOf = (key) => entries().find((one) => one.dataset.key === key);

/* Whether a key does something on this page, and what it does: for the palette too. */
export const possible = (key) => Boolean(sheet && entryOf(key) && isDone(entryOf(key)));

function show() {
  for (const entry of entries()) entry.hidden = !isDone(entry);
  for (const entry of sheet.querySelectorAll("[data-beside]")) entry.hidden = !named(entry.dataset.beside);
  sheet.querySelector("[data-keys-on]").checked = !areOff();
  sheet.showModal();
  sheet.querySelector(".dialog-title").focus();
}

/* What stands in a drawer that is closed is shown first. */
function reach(element) {
  const drawer = element.closest("#person");
  if (drawer && !drawer.checkVisibility()) location.hash = "person";
  element.focus();
}

export function press(key) {
  const { step: by, presses, goes, to } = entryOf(key).dataset;
  if (by) return step(Number(by));
  if (to) return location.assign(to);
  named(presses)?.click();
  if (named(goes)) reach(named(goes));
}

/* The first of two keys waits this long for the second. */
const PATIENCE = 1500;
let waiting = "", since = 0;

/* What is meant by a key that has just been pressed: it alone, or with the one before it. */
function meant(event) {
  const both = waiting && event.timeStamp - since < PATIENCE ? `${waiting} ${event.key}` : "";
  waiting = entries().some((one) => one.dataset.key.startsWith(`${event.key} `)) ? event.key : "";
  since = event.timeStamp;
  return both && possible(both) ? both : event.key;
}

/* A drawer over the conversation is closed; beside it there is nothing to close. */
function closed() {
  const drawer = named("person");
  const back = drawer?.querySelector(".person-back a");
  if (!back?.checkVisibility() || !drawer.checkVisibility()) return false;
  drawer.contains(document.activeElement) && document.activeElement.blur();
  location.hash = "talk";
  document.querySelector(".person-open")?.focus();
  return true;
}

const PANES = ["queue", "talk", "person"];

function nextPane(by) {
  const panes = PANES.map(named).filter((one) => one?.checkVisibility());
  if (!panes.length) return false;
  const at = panes.findIndex((one) => one.contains(document.activeElement));
  const next = panes[(at + by + panes.length) % panes.length];
  (next.querySelector("a.conv[aria-current], a.conv, [tabindex='0'], textarea") ?? next).focus();
  return true;
}

function start() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "F6" && !event.ctrlKey && !event.altKey && nextPane(event.shiftKey ? -1 : 1)) event.preventDefault();
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !event.target.closest?.("select, dialog[open]") && closed()) return event.preventDefault();
    if (event.target.closest?.(TYPING) || areOff()) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && event.target.closest("[data-keys-list]")) {
      event.preventDefault();
      return step(arrow);
    }
    const key = meant(event);
    if (key !== "?" && !possible(key)) return;
    event.preventDefault();
    if (key === "?") show();
    else press(key);
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
