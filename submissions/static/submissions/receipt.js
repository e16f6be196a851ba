// A button that prints, for those whose browser can; on paper nothing can be unfolded, so that all of it is opened.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".receipt details, .report details, .story details")) details.open = true;
  });
})();
