// The agent's desk stays true while somebody works in it: what is new is told once, the list never moves under the
// pointer or the focus, opened lines stay open. Without this the pages are the same, loaded anew.

const region = document.querySelector("[data-live-region]");
const entries = (root) => [...root.querySelectorAll("[data-entry]")].map((one) => one.id);
const names = (root) => [...root.querySelectorAll("a.conv")].map((one) => one.id);
let known = new Set(entries(document));
let open = [];

const list = () => document.querySelector("[data-queue-rows]");
const news = document.querySelector("[data-queue-news]");

document.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("details.folded[open]")].map((one) => one.id);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const talk = document.querySelector("[data-talk]");
  if (!talk) return;
  const fresh = entries(talk).filter((id) => !known.has(id));
  known = new Set([...known, ...fresh]);
  if (fresh.length && region) region.textContent = `${talk.dataset.news}: ${latest(fresh)}`;
});

function latest(ids) {
  const entry = document.getElementById(ids[ids.length - 1]);
  return entry.querySelector(".by b")?.textContent ?? entry.textContent.trim();
}

// A list that somebody points at or stands in keeps its order; a button says that there is something new.
const isInUse = (rows) => rows.matches(":hover") || rows.contains(document.activeElement);
let kept = null;

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const rows = list();
  if (event.detail.target !== rows) return;
  const fresh = event.detail.fragment.querySelector("[data-queue-rows]") ?? event.detail.fragment;
  if (names(fresh).join() === names(rows).join() || !isInUse(rows)) {
    news.hidden = true;
    return;
  }
  event.detail.shouldSwap = false;
  kept = fresh.cloneNode(true);
  news.textContent = news.dataset.one;
  news.hidden = false;
});

news?.addEventListener("click", () => {
  list().replaceWith(kept);
  news.hidden = true;
  list().querySelector("a.conv")?.focus();
});

document.querySelector("a.conv[aria-current]")?.scrollIntoView({ block: "nearest" });
