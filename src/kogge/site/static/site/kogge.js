// Conveniences for mouse and waiting; every page works without them.
(() => {
  // A click anywhere in a row opens what its first link opens, unless text is being selected.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-rows] tbody tr");
    if (!row || event.target.closest("a, button, input, form") || String(window.getSelection())) return;
    row.querySelector("a[href]")?.click();
  });

  // A form that starts something must not start it twice.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[data-once]");
    if (button) window.setTimeout(() => { button.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("[data-once]").forEach((button) => { button.disabled = false; });
  });

  // When a search is answered slowly or not at all, people must know.
  document.addEventListener("htmx:responseError", () => {
    document.getElementById("connection-lost")?.removeAttribute("hidden");
  });
  document.addEventListener("htmx:sendError", () => {
    document.getElementById("connection-lost")?.removeAttribute("hidden");
  });
  document.addEventListener("htmx:afterOnLoad", () => {
    document.getElementById("connection-lost")?.setAttribute("hidden", "");
  });

  // The progress is redrawn every second; only what it has come to is read out, and only when that changes.
  document.addEventListener("htmx:afterSwap", (event) => {
    const announcement = document.getElementById("announcement");
    if (!announcement || event.target.id !== "progress") return;
    const parts = [event.target.querySelector("[data-announce]")];
    if (!event.target.querySelector("[role=progressbar]")) parts.push(...event.target.querySelectorAll(".figures > div"));
    const words = parts.map((part) => part.textContent.trim().replace(/\s+/g, " ")).join(", ");
    if (announcement.textContent !== words) announcement.textContent = words;
  });

  // Polling must not go on with a page whose session has ended: HTMX would put the sign-in page into the middle of it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseURL.includes("/sign-in/")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
})();
