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
    const seconds = unit(Math.floor((milliseconds % 60000) / 1000), "second");
    return minutes ? `${unit(minutes, "minute")}, ${seconds}` : seconds;
  };

  // Time as the server has it: by this computer's clock, which may be wrong, people would be early or late.
  const script = document.currentScript?.src;
  const DRIFT = 30000; // a clock that is further off is worth a word
  const ASK_AGAIN = 60000;
  let ahead = 0; // of this computer's clock
  let askedAt = Date.now();
  const serverNow = () => Date.now() + ahead;
  const askServer = async () => {
    askedAt = Date.now();
    try {
      const answer = await fetch(script, { method: "HEAD", cache: "no-store" });
      const moment = Date.parse(answer.headers.get("Date"));
      if (!Number.isNaN(moment)) ahead = moment + 500 - Date.now(); // the header has whole seconds
    } catch { /* offline: what is known stays */ }
  };
  const setClock = () => {
    const written = Date.parse(document.querySelector("[data-countdown][data-now]")?.dataset.now);
    if (Number.isNaN(written)) return;
    const [navigation] = performance.getEntriesByType("navigation");
    if (navigation?.type === "back_forward") askServer(); // the page may be as old as the visit
    else ahead = written + performance.now() - (navigation?.responseStart ?? 0) - Date.now();
  };
  document.addEventListener("visibilitychange", () => {
    const counting = document.querySelector("[data-countdown]");
    if (counting && script && !document.hidden && Date.now() - askedAt > ASK_AGAIN) askServer();
  });

  // What a screen reader says: at a day, an hour, ten minutes and a minute before, and at the end; not every second.
  const MARKS = [86400000, 3600000, 600000, 60000, 0];
  const passed = (rest) => MARKS.filter((mark) => rest <= mark).length;
  const say = (element, text) => {
    let region = document.getElementById("countdown-said");
    if (!region) {
      region = document.createElement("div");
      region.id = "countdown-said";
      region.className = "visually-hidden";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = element.dataset.name ? `${element.dataset.name}: ${text}` : text;
  };

  // At the end the page is asked for anew, unless somebody may be writing in it; not by everybody in the same second.
  const over = (element) => {
    element.textContent = element.dataset.over;
    element.removeAttribute("data-countdown");
    say(element, element.dataset.over);
    if (!document.querySelector("main textarea")) setTimeout(() => location.reload(), 500 + Math.random() * 4000);
  };
  const warn = (element) => {
    if (Math.abs(ahead) < DRIFT || element.dataset.warned || !element.dataset.drift) return;
    element.dataset.warned = "yes";
    const note = document.createElement("span");
    note.className = "countdown-drift";
    note.textContent = ` ${element.dataset.drift}`;
    element.after(note);
  };
  const tick = () => {
    for (const element of document.querySelectorAll("[data-countdown]")) {
      const rest = new Date(element.dataset.countdown) - serverNow();
      if (rest <= 0) {
        over(element);
        continue;
      }
      const text = element.dataset.text.replace("#", left(rest));
      if (element.textContent !== text) element.textContent = text;
      const marks = String(passed(rest));
      if (element.dataset.marks && element.dataset.marks !== marks) say(element, text);
      element.dataset.marks = marks;
      warn(element);
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
  setClock();
  tick();
  setInterval(tick, 1000);
  document.body.addEventListener("htmx:load", (event) => showLocalTimes(event.detail.elt));
})();
