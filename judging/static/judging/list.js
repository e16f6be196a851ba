// One key to the next project; filters that need no button.
(() => {
  "use strict";
  const filters = document.querySelector("[data-filters]");
  if (filters) {
    filters.querySelector("button").hidden = true;
    filters.addEventListener("change", () => filters.requestSubmit());
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    document.querySelector("[data-next]")?.click();
  });
})();
