// Lists: choosing rows, and moving columns in the table designer. Both work without a mouse.
(() => {
  const boxes = () => [...document.querySelectorAll('input[name="chosen"][form="bulk"]')];

  const showChosen = () => {
    const bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    const all = boxes();
    const number = all.filter((box) => box.checked).length;
    bar.hidden = number === 0;
    bar.querySelector("[data-chosen-count]").textContent = number;
    const head = document.querySelector("[data-choose-all]");
    if (head) {
      head.checked = number > 0 && number === all.length;
      head.indeterminate = number > 0 && number < all.length;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-choose-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches('[data-choose-all], input[name="chosen"]')) showChosen();
  });
  document.addEventListener("htmx:afterSwap", showChosen);
  window.addEventListener("pageshow", showChosen);

  // A menu of the list closes when the person goes on elsewhere, or presses Escape.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.tool-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.tool-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("tr");
    const other = button.dataset.move === "1" ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return;
    if (button.dataset.move === "1") other.after(row);
    else other.before(row);
    row.parentElement.querySelectorAll('input[name^="position:"]').forEach((input, place) => { input.value = place + 1; });
    button.focus();
  });
})();
