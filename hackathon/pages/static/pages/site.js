// Small comforts; every page works without them.
(() => {
  "use strict";
  const language = document.documentElement.lang || "es";
  const dates = language === "en" ? "en-GB" : language; // day before month and 24 hours, as the server writes them

  // Each moment also in the reader's own zone, unless it is the same clock.
  const showLocalTimes = (root) => {
    for (const time of root.querySelectorAll("time[data-local-time]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.valueOf()) || time.dataset.localTime === "done") continue;
      const local = new Intl.DateTimeFormat(dates, {
        day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
      }).format(moment);
      const span = document.createElement("span");
      span.className = "local-time";
      span.textContent = ` (${local})`;
      time.after(span);
      time.dataset.localTime = "done";
    }
  };

  // A countdown that moves. Intl.RelativeTimeFormat would round "1 day 23 h" to "in 1 day", so two units are joined.
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
  const left = (milliseconds) => {
    const minutes = Math.floor(milliseconds / 60000);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    if (days) return `${unit(days, "day")}, ${unit(hours, "hour")}`;
    if (hours) return `${unit(hours, "hour")}, ${unit(minutes % 60, "minute")}`;
    return `${unit(minutes % 60, "minute")}, ${unit(Math.floor((milliseconds % 60000) / 1000), "second")}`;
  };
  const tick = () => {
    for (const element of document.querySelectorAll("[data-countdown]")) {
      const rest = new Date(element.dataset.countdown) - Date.now();
      if (rest <= 0) {
        location.reload();
        element.removeAttribute("data-countdown");
        continue;
      }
      element.textContent = element.dataset.text.replace("#", left(rest));
    }
  };

  const copy = async (button) => {
    const source = document.querySelector(button.dataset.copy);
    const text = "value" in source ? source.value : source.textContent.trim();
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copied || "✓";
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch {
      source.focus();
      if (source.select) source.select();
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  // A second click on a submit button sends nothing twice; the server would take it as the same anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });

  // After a refused form the first wrong field has the focus.
  document.querySelector(".is-invalid")?.focus();

  showLocalTimes(document);
  tick();
  setInterval(tick, 1000);
  document.body.addEventListener("htmx:load", (event) => showLocalTimes(event.detail.elt));
})();
