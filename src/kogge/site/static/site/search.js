// The search of everything as a combobox: arrows choose among the hits, Enter goes there, Escape closes.
(() => {
  const input = document.getElementById("search-all");
  const list = document.getElementById("search-hits");
  const status = document.getElementById("search-status");
  if (!input || !list) return;
  const options = () => [...list.querySelectorAll("a[role=option]")];

  const choose = (option) => {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  list.addEventListener("htmx:afterSwap", () => {
    show(list.childElementCount > 0 && document.activeElement === input);
    status.textContent = list.querySelector("[data-announce]")?.textContent ?? "";
  });
  input.addEventListener("focus", () => show(list.childElementCount > 0));
  input.form.addEventListener("focusout", (event) => {
    if (!input.form.contains(event.relatedTarget)) show(false);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const place = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      show(true);
      choose(all[place < 0 && step < 0 ? all.length - 1 : (place + step + all.length) % all.length]);
    } else if (event.key === "Enter" && place >= 0 && !list.hidden) {
      event.preventDefault();
      all[place].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (!list.hidden) show(false);
      else if (input.value) input.value = "";
      else input.blur();
    }
  });
})();
