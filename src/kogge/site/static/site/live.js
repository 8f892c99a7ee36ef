// Parts of a page that keep themselves up to date: [data-live] is after how many seconds they ask again.
// A hidden tab does not ask, nor does a part in which something is chosen; a server that does not answer is asked ever
// more rarely.
(() => {
  const LONGEST_S = 300;
  const open = new Map();
  const focused = new Map();

  const keep = (part) => {
    part.dataset.keeps = "";
    const usual = Number(part.dataset.live);
    let pause = usual;
    let timer = 0;
    const ask = () => {
      timer = 0;
      if (!part.isConnected) return;
      if (part.querySelector("input:checked")) wait();
      else if (!document.hidden) window.htmx.trigger(part, "live");
    };
    const wait = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, pause * 1000);
    };
    part.addEventListener("htmx:configRequest", (event) => {
      if (part.dataset.seen) event.detail.parameters.seen = part.dataset.seen;
    });
    part.addEventListener("htmx:afterRequest", (event) => {
      if (event.target !== part) return;
      const { successful, xhr } = event.detail;
      const wished = Number(xhr.getResponseHeader("Live-Pause")) || usual;
      pause = successful ? wished : Math.min(pause * 2, LONGEST_S);
      if (successful) part.dataset.seen = xhr.getResponseHeader("Live-Seen") ?? "";
      wait();
    });
    // What somebody has opened stays open. HTMX gives the focus back to what has the same id; a link of a list has none.
    part.addEventListener("htmx:beforeSwap", () => {
      open.set(part, [...part.querySelectorAll("details[open][id]")].map((each) => each.id));
      const active = document.activeElement;
      focused.set(part, part.contains(active) && !active.id ? active.getAttribute("href") : null);
    });
    part.addEventListener("htmx:afterSwap", () => {
      open.get(part)?.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
      const href = focused.get(part);
      if (href) part.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !timer) ask();
    });
    wait();
  };

  const keepAll = () => document.querySelectorAll("[data-live]:not([data-keeps])").forEach(keep);
  keepAll();
  document.addEventListener("htmx:afterSwap", keepAll);
})();
