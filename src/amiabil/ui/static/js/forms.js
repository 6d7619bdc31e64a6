// Forms: one press sends once, what is typed is not lost, the focus finds the refusal. Nothing is ever disabled for good.

const AGAIN_AFTER = 8000; // an answer later than this is a dead line: let the person press again
const sending = new WeakMap();
const changed = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  const since = sending.get(form);
  if (since && Date.now() - since < AGAIN_AFTER) {
    event.preventDefault();
    return;
  }
  changed.delete(form);
  forget(form);
  if (form.method === "post") {
    sending.set(form, Date.now());
    form.setAttribute("aria-busy", "true");
  }
});

const free = (form) => {
  sending.delete(form);
  form.removeAttribute("aria-busy");
};
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) free(form);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) free(form); // back from the next page: the form is alive again
});

// ---- unsaved ----------------------------------------------------------------
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-warn-unsaved]")) changed.add(form);
  if (event.target.matches("[data-kept]")) keep(event.target);
});
addEventListener("beforeunload", (event) => {
  for (const form of changed) if (form.isConnected) event.preventDefault();
});

// ---- kept fields ----------------------------------------------------------------
const keyOf = (field) => `amiabil:${location.pathname}:${field.name}`;

// A browser may forbid storage or have no room: the text is then only in the field, as without this.
function stored(work) {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
}

const keep = (field) => stored((store) => store.setItem(keyOf(field), field.value));

function forget(form) {
  for (const field of form.querySelectorAll("[data-kept]")) stored((store) => store.removeItem(keyOf(field)));
}

function restore(root) {
  for (const field of root.querySelectorAll("[data-kept]")) {
    const text = stored((store) => store.getItem(keyOf(field)));
    if (text !== null && field.value === "") field.value = text;
  }
}

function showRefusal(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

restore(document);
showRefusal(document);
document.addEventListener("htmx:afterSwap", (event) => {
  restore(event.target);
  showRefusal(event.target);
});
