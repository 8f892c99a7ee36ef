// The registers of a platform. Those of the Cloud come and go with its flag, and going to another register saves first.
(() => {
  const form = document.querySelector("[data-register-form]");
  const bar = document.querySelector("[data-registers]");
  if (!form || !bar) return;

  const flag = form.querySelector("[name=uses_cloud]");
  const showRegisters = () => {
    bar.querySelectorAll("[data-cloud-register]").forEach((each) => { each.hidden = !flag.checked; });
  };
  if (flag) {
    flag.addEventListener("change", showRegisters);
    showRegisters();
  }

  const entered = () => new URLSearchParams(new FormData(form)).toString();
  const stored = "unsaved" in form.dataset ? null : entered();
  const isUnsaved = () => entered() !== stored;
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("[data-register]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !isUnsaved()) return;
    event.preventDefault();
    form.querySelector("[name=next]").value = link.dataset.register;
    form.requestSubmit();
  });
})();
