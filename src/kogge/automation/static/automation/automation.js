// Fields that belong to what is chosen elsewhere in the form: [data-when] names that field and the values, "name:a b".
// Without a script all of them are shown, and the server takes what it needs.
(() => {
  const read = (form, name) => {
    const field = form.elements.namedItem(name);
    return field ? field.value : "";
  };
  const show = () => {
    document.querySelectorAll("[data-when]").forEach((part) => {
      const [name, values] = part.dataset.when.split(":");
      const form = part.closest("form");
      if (form) part.hidden = !values.split(" ").includes(read(form, name));
    });
  };
  document.addEventListener("change", show);
  document.addEventListener("htmx:afterSwap", show);
  show();
})();
