// Shortcuts. None fires while somebody types, but those that end typing: save, and leave a search.
(() => {
  const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");
  const help = document.getElementById("help");
  const find = (selector) => document.querySelector(selector);

  // The button that saves is the main one of a form that has something to fill in.
  const findSave = (scope) => {
    const forms = scope?.matches?.("main form[method=post]") ? [scope] : document.querySelectorAll("main form[method=post]");
    for (const form of forms) {
      const fields = form.querySelector("input:not([type=hidden]), select, textarea");
      const button = fields && form.querySelector("button.btn-primary:not([name])");
      if (button) return button;
    }
    return null;
  };
  const findNew = () => find(".page-actions a[data-new], .page-actions a[href$='/add/']");

  findNew()?.setAttribute("aria-keyshortcuts", "N");
  findSave()?.setAttribute("aria-keyshortcuts", "Control+S Control+Enter");

  const focusOn = (field) => {
    field.focus();
    field.select();
  };
  const save = (event) => {
    const button = findSave(event.target.form);
    if (button && !button.disabled) button.form.requestSubmit(button);
    return Boolean(button);
  };
  const withControl = {
    k: () => {
      const search = document.getElementById("search-all");
      if (search) focusOn(search);
      return Boolean(search);
    },
    s: save,
    enter: save,
  };
  const alone = {
    "/": () => {
      const search = find("[data-search]");
      if (search) focusOn(search);
      return Boolean(search);
    },
    n: () => {
      const link = findNew();
      link?.click();
      return Boolean(link);
    },
    "?": () => {
      help?.showModal();
      return Boolean(help);
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (event.key === "Escape" && event.target.matches("[data-search]")) event.target.blur();
    if (help?.open) return;
    const isSubmit = key === "enter" && !event.target.closest("main form[method=post]");
    if (event.ctrlKey || event.metaKey) {
      if (!event.shiftKey && !isSubmit && withControl[key]?.(event)) event.preventDefault();
    } else if (!isTyping(event.target) && alone[key]?.(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help?.showModal();
  });
})();
