// A first guess of the reader's time zone, where nothing is chosen yet. The form works without it.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll("select[data-guess-timezone]")) {
    if (select.value) continue;
    const known = [...select.options].some((option) => option.value === zone);
    if (known) select.value = zone;
  }
})();
