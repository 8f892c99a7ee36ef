// Parts of a page that keep themselves up to date: [data-live] is after how many seconds they ask again.
// A hidden tab does not ask, and a server that does not answer is asked ever more rarely.
(() => {
  const LONGEST_S = 300;
  const open = new Map();

  document.querySelectorAll("[data-live]").forEach((part) => {
    const usual = Number(part.dataset.live);
    let pause = usual;
    let timer = 0;
    const ask = () => {
      timer = 0;
      if (!document.hidden) window.htmx.trigger(part, "live");
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
      if (successful) part.dataset.seen = xhr.getResponseHeader("Overview-Seen") ?? "";
      wait();
    });
    // What somebody has opened stays open; HTMX itself gives the focus back to what has the same id.
    part.addEventListener("htmx:beforeSwap", () => {
      open.set(part, [...part.querySelectorAll("details[open][id]")].map((each) => each.id));
    });
    part.addEventListener("htmx:afterSwap", () => {
      open.get(part)?.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !timer) ask();
    });
    wait();
  });
})();
