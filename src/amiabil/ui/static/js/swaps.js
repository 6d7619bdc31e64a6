// After a part was fetched: the focus goes to its heading, and a part that could not be loaded says so in its place.
// Also the notice that the reader is offline.

const offline = document.querySelector("[data-offline]");
const showLine = () => {
  if (offline) offline.hidden = navigator.onLine;
};
addEventListener("online", showLine);
addEventListener("offline", showLine);
showLine();

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt ?? event.target;
  const heading = target.querySelector?.("[data-focus-after-swap]");
  heading?.focus();
});

for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(kind, (event) => {
    const part = event.detail.elt?.closest("[data-part]");
    if (part) fail(part);
  });
}

function fail(part) {
  if (part.querySelector("[data-failed]")) return;
  const notice = document.createElement("p");
  notice.className = "notice notice-plain";
  notice.setAttribute("role", "status");
  notice.dataset.failed = "";
  notice.textContent = `${part.dataset.failedText ?? ""} `;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-quiet btn-sm";
  again.textContent = part.dataset.againText ?? "";
  again.addEventListener("click", () => {
    notice.remove();
    window.htmx.trigger(part, "again");
  });
  notice.append(again);
  part.append(notice);
}
