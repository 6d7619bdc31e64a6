// Suggestions under the search of the help centre: a combobox with a list. Without answers, or without this file, the
// form goes to the page of results as ever.

const PAUSE = 150;
const LEAST = 2;

function begin(form) {
  const input = form.querySelector("input[name=q]");
  const list = form.querySelector("[id$=-list]");
  const status = form.querySelector("[role=status]");
  if (!input || !list) return;
  let waiting = 0;
  let asking = null;
  let at = -1;

  const options = () => [...list.children];
  list.setAttribute("role", "listbox");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const mark = (next) => {
    at = next;
    options().forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const option = (one, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = one.url;
    const title = document.createElement("span");
    for (const piece of one.title) {
      const part = document.createElement(piece.found ? "mark" : "span");
      part.textContent = piece.text;
      title.append(part);
    }
    const about = document.createElement("small");
    about.textContent = one.about;
    item.append(title, " ", about);
    return item;
  };

  const show = (found) => {
    list.replaceChildren(...found.options.map(option));
    status.textContent = found.said;
    const open = found.options.length > 0 && document.activeElement === input;
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    mark(-1);
  };

  const ask = async () => {
    asking?.abort();
    const typed = input.value.trim();
    if (typed.length < LEAST) return close();
    asking = new AbortController();
    try {
      const country = new URLSearchParams(location.search).get("country") ?? "";
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: typed.slice(0, 300), country })}`;
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(await answer.json());
    } catch {
      list.hidden = true; // aborted, or no network: the form still works
    }
  };

  const go = (item) => location.assign(item.dataset.url);

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || (list.hidden && event.key !== "ArrowDown")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      ask();
    } else if (step) {
      const rows = options().length + 1; // one more: back in the field
      mark(((at + 1 + step + rows) % rows) - 1);
    } else if (event.key === "Enter" && at >= 0) {
      go(options()[at]);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) go(item);
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) begin(form);
