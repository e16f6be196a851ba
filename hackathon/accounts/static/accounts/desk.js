// Tick every column of an export, or none. Without this script the buttons stay hidden and the boxes do the same.
"use strict";
for (const button of document.querySelectorAll("[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.closest("fieldset").querySelectorAll("input[type=checkbox]")) box.checked = button.dataset.tick === "all";
  });
}
