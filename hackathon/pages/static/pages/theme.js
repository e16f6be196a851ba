// Runs before the page is drawn, so that a dark page never flashes white. The choice lives in this browser only.
(() => {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto"; // storage may be forbidden: follow the system
    }
  };
  const apply = () => {
    const theme = chosen() === "auto" ? (dark.matches ? "dark" : "light") : chosen();
    document.documentElement.dataset.bsTheme = theme;
  };
  apply();
  dark.addEventListener("change", apply);
  // Paper is white: a dark page would come out pale, or cost all the ink.
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", apply);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const label = () => {
      button.textContent = button.dataset[chosen()];
    };
    button.addEventListener("click", () => {
      const order = ["auto", "light", "dark"];
      const next = order[(order.indexOf(chosen()) + 1) % order.length];
      try {
        localStorage.setItem("theme", next);
      } catch {
        document.documentElement.dataset.bsTheme = next === "auto" ? "light" : next;
        return;
      }
      apply();
      label();
    });
    label();
    button.hidden = false;
  });
})();
