// Conditions of rules: the names of the help are inserted with a click, and a text that cannot be read is marked so.
(() => {
  const NEEDS_NO_SPACE = /[\s([]/;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const text = button && document.getElementById(button.dataset.into);
    if (!text) return;
    const before = text.value.slice(0, text.selectionStart);
    const after = text.value.slice(text.selectionEnd);
    const space = before && !NEEDS_NO_SPACE.test(before.slice(-1)) ? " " : "";
    const behind = after && !/^[\s)\],]/.test(after) ? " " : "";
    text.setRangeText(space + button.dataset.insert + behind, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.classList.contains("condition-check")) return;
    const text = document.querySelector(`[aria-describedby~="${CSS.escape(event.target.id)}"]`);
    const isWrong = Boolean(event.target.querySelector("[data-verdict=invalid]"));
    text?.classList.toggle("is-invalid", isWrong);
    if (isWrong) text?.setAttribute("aria-invalid", "true");
    else text?.removeAttribute("aria-invalid");
  });
})();
