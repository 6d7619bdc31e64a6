// Before a message goes, asks once how it may sound. Where the server has a hint, it appears above the box and nothing is
// sent yet; the next press sends what stands there. Without this module, or without an answer, the form is sent as it always is and
// the page comes back once with the hint.

const start = (form) => {
  form.dataset.toneStarted = "";
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || form.querySelector("[data-tone-hint]") || form.dataset.asked === text(form)) return;
    event.preventDefault();
    form.dataset.asked = text(form);
    const found = await ask(form);
    if (!found) return form.requestSubmit();
    delete form.dataset.asked;
    form.insertAdjacentHTML("afterbegin", found);
    form.querySelector("[data-tone-hint]").focus();
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-tone-change]")) return;
    event.preventDefault();
    form.querySelector("textarea").focus();
  });
};

const text = (form) => form.querySelector("textarea").value;

// The hint as the server wrote it; empty when there is none or nobody answers.
const ask = async (form) => {
  try {
    const answer = await fetch(form.dataset.toneUrl, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(2000),
    });
    return answer.status === 200 ? await answer.text() : "";
  } catch {
    return "";
  }
};

for (const form of document.querySelectorAll("[data-tone-url]:not([data-tone-started])")) start(form);
