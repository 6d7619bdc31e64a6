/* Where the keys go: on a phone the panel is the whole screen and keeps them, beside a page it lets them through. */

const CAN = "a[href], button:not([disabled]), input:not([disabled]):not([hidden]), textarea, select, [tabindex='0']";

const reachable = (within) => [...within.querySelectorAll(CAN)].filter((one) => one.getClientRects().length > 0);

/* Tab stays inside; for a panel that covers the page. */
export function keepInside(panel, event) {
  if (event.key !== "Tab") return;
  const all = reachable(panel), first = all[0], last = all.at(-1);
  const here = panel.getRootNode().activeElement;
  const isOut = !panel.contains(here);
  if (event.shiftKey && (here === first || isOut || here === panel)) { event.preventDefault(); last?.focus(); }
  else if (!event.shiftKey && (here === last || isOut)) { event.preventDefault(); first?.focus(); }
}

/* The arrow keys, Home and End go through the entries of a menu. */
export function stepThrough(menu, event) {
  const entries = reachable(menu), here = entries.indexOf(menu.getRootNode().activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  entries[(to + entries.length) % entries.length]?.focus();
}
