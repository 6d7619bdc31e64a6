/* A table whose lines can be chosen, and a list that is put in order by dragging. Both work without this: boxes are
   boxes, and every line of the order has buttons.

   <form data-table> holds boxes named "ticket"; Shift chooses everything between two of them. [data-chosen] says how
   many are chosen; [data-chosen-bar] stands at the foot of the window while any is, and leads to what can be done.
   <form data-order> holds <li draggable>; what is dropped is sent at once, in the order shown. */

for (const form of document.querySelectorAll("form[data-table]")) {
  const boxes = [...form.querySelectorAll("input[name=ticket]")];
  const said = form.querySelector("[data-chosen]");
  const bar = form.querySelector("[data-chosen-bar]");
  let last = null;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    said.textContent = count ? `${said.dataset.one} ${count}` : "";
    bar.classList.toggle("is-open", count > 0);
  };
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  tell();
}

for (const form of document.querySelectorAll("form[data-order]")) {
  let moved = null;
  form.addEventListener("dragstart", (event) => {
    moved = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
  });
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!moved || !over || over === moved) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](moved);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("dragend", () => {
    if (moved) form.requestSubmit();
    moved = null;
  });
}
