// A button that prints, for those whose browser can; on paper nothing can be unfolded, so that all of it is opened.
(() => {
  "use strict";
  const offer = () => {
    for (const button of document.querySelectorAll("[data-print][hidden]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  };
  offer();
  document.addEventListener("htmx:load", offer);  // a report that comes in while one waits brings its own
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".receipt details, .report details, .story details")) details.open = true;
  });
})();
