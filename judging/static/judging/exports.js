// The choice of columns stands in the address as it is made, so that a bookmark or a link keeps it.
"use strict";

for (const form of document.querySelectorAll("form[data-remember]")) {
  const remember = () => {
    const chosen = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", chosen.size ? `${form.action}?${chosen}` : form.action);
  };
  form.addEventListener("change", remember);
  form.querySelector("[data-remember-button]")?.setAttribute("hidden", "");
  for (const bar of form.querySelectorAll(".export-bar")) bar.hidden = false;
  for (const button of form.querySelectorAll("[data-tick]")) {
    button.addEventListener("click", () => {
      for (const box of button.closest("fieldset").querySelectorAll("input[type=checkbox]")) box.checked = button.dataset.tick === "all";
      remember();
    });
  }
}
