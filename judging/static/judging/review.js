// The desk: one key a score, the total while one scores, undo, and what became of each change. The form works without it.
(() => {
  "use strict";
  const form = document.querySelector("[data-rubric]");
  if (!form) return;
  const saving = window.jurySaving;
  const words = form.dataset;
  const state = form.querySelector("[data-saving]");
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const TYPING = 900; // after the last key in a text
  const MOST_UNDO = 200;

  // --- what stands in the form, by field: "score demo-ux", "remark demo-ux", "comment", "note", "confidence", "juror_point" ---
  const nameOf = (field) => field.replace(" ", "-");
  const fieldOf = (name) => name.replace(/^(score|remark)-/, "$1 ");
  const isNumber = (field) => field.startsWith("score ") || field === "confidence";
  const inputs = (field) => [...form.querySelectorAll(`[name="${CSS.escape(nameOf(field))}"]`)];

  function valueOf(field) {
    const found = inputs(field);
    if (isNumber(field)) {
      const chosen = found.find((each) => each.checked);
      return chosen && chosen.value !== "" ? Number(chosen.value) : null;
    }
    return field === "juror_point" ? found[0].checked : found[0].value;
  }

  function show(field, value) {
    const found = inputs(field);
    if (isNumber(field)) for (const each of found) each.checked = each.value === String(value ?? "");
    else if (field === "juror_point") found[0].checked = Boolean(value);
    else found[0].value = value;
    found[0]?.closest("details")?.toggleAttribute("open", Boolean(value));
    total();
  }

  // The form that is sent without a script remembers what it began with; with one, that is what the server has by now.
  function remember(field, value) {
    const hidden = form.querySelector(`[name="initial-${CSS.escape(nameOf(field))}"]`);
    if (hidden) hidden.value = value === true ? "True" : value === false ? "False" : value ?? "";
  }

  // --- the total; the server's word is what counts, this only repeats its arithmetic ---
  const min = Number(words.min);
  const cap = words.cap === "" ? Infinity : Number(words.cap);
  const point = Number(words.jurorPoint.replace(",", ".")) || 0;
  const number = new Intl.NumberFormat(words.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const missing = form.querySelector("[data-missing]");

  function readGroup(group) {
    let [given, weights, blank] = [0, 0, 0];
    for (const criterion of group.querySelectorAll("[data-criterion]")) {
      const weight = Number(criterion.dataset.weight);
      const chosen = criterion.querySelector("input[type=radio]:checked");
      weights += weight;
      if (chosen && chosen.value !== "") given += (weight * (Number(chosen.value) - min)) / (Number(criterion.dataset.top) - min);
      else blank += 1;
    }
    return { blank, points: weights ? (Number(group.dataset.points) * given) / weights : 0 };
  }

  function total() {
    let [sum, blank] = [0, 0];
    for (const group of form.querySelectorAll("[data-group]")) {
      const read = readGroup(group);
      group.querySelector("[data-subtotal]").textContent = read.blank ? "–" : number.format(read.points);
      if (group.dataset.inTotal === "yes") sum += read.points;
      blank += read.blank;
    }
    const extra = form.querySelector("[name=juror_point]");
    const whole = Math.min(sum, cap) + (extra && extra.checked ? point : 0);
    form.querySelector("[data-total]").textContent = blank ? "–" : number.format(whole);
    missing.hidden = blank === 0;
    missing.textContent = blank === 1 ? missing.dataset.one : missing.dataset.many.replace("#", blank);
    for (const criterion of criteria) {
      const chosen = criterion.querySelector("input[type=radio]:checked")?.value ?? "";
      for (const level of criterion.querySelectorAll("[data-level]")) level.toggleAttribute("data-chosen", level.dataset.level === chosen);
    }
    return blank;
  }
  total();
  form.addEventListener("change", total);

  // --- two panes on a narrow screen ---
  const desk = document.querySelector("[data-desk]");
  const tabs = document.querySelector("[data-tabs]");
  if (tabs) {
    const turn = (shown) => {
      desk.dataset.shown = shown;
      for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.tab === shown));
    };
    tabs.hidden = false;
    turn("score");
    tabs.addEventListener("click", (event) => { if (event.target.dataset.tab) turn(event.target.dataset.tab); });
  }

  const nextKey = (event) => {
    if (event.key === "n" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("textarea, input:not([type=radio]):not([type=checkbox]), select")) {
      document.querySelector("[data-next]")?.click();
    }
  };
  document.addEventListener("keydown", nextKey);
  if (!saving) return;

  // --- saving, and what became of it ---
  const reason = form.elements.reason; // only where the review was sent already
  function tell(tone, text, link = "") {
    state.dataset.tone = tone;
    state.textContent = text;
    if (!link) return;
    const enter = document.createElement("a");
    Object.assign(enter, { href: link, target: "_blank", rel: "noopener", textContent: words.wordsSignIn });
    state.append(" ", enter);
  }

  const home = (field) => inputs(field)[0]?.closest("[data-criterion], .jury-text, .jury-confidence, .jury-extra");
  const inWords = (field, value) => {
    if (value === null || value === "" || value === false) return words.wordsNothing;
    return value === true ? "✓" : String(value).slice(0, 200);
  };

  function mark(field, text, buttons = []) {
    const place = home(field);
    place.querySelector(".jury-told")?.remove();
    place.toggleAttribute("data-failed", Boolean(text));
    if (!text) return;
    const told = document.createElement("p");
    told.className = "jury-told jury-error";
    told.setAttribute("role", "alert");
    told.append(text, ...buttons);
    place.append(told);
  }

  function button(text, deed) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "jury-button", textContent: text });
    made.addEventListener("click", deed);
    return made;
  }

  saving.listen(({ tone, text, field, value, theirs, link, needs, fatal, began, state: now }) => {
    if (field && tone === "saved") {
      remember(field, value);
      mark(field, "");
    }
    const badge = document.querySelector("[data-state]");
    if (now) badge?.setAttribute("data-saved", now);
    if (tone === "saved" && badge?.dataset.draft) badge.textContent = badge.dataset.draft;
    if (tone === "conflict") {
      const settle = (mine) => () => { saving.settle(field, mine); if (!mine) show(field, theirs); mark(field, ""); };
      mark(field, `${text} ${words.wordsThere} ${inWords(field, theirs)}`, [button(words.wordsTheirs, settle(false)), button(words.wordsMine, settle(true))]);
      tell("failed", text);
      return;
    }
    if (tone === "failed" && field && !fatal) {
      mark(field, text);
      if (isNumber(field) || field === "juror_point") show(field, began ?? (field === "juror_point" ? false : null));
    }
    tell(tone, text, link);
    if (needs === "reason") reason.closest("details").open = true;
  });

  const fields = [...new Set([...form.elements].map((each) => each.name))].filter((name) =>
    /^(score|remark)-|^(comment|note|confidence|juror_point)$/.test(name)).map(fieldOf);
  for (const field of fields) saving.started(field, valueOf(field)); // as the server drew it
  for (const [field, { value }] of Object.entries(saving.kept())) {
    if (fields.includes(field)) show(field, value); // what did not get there the last time
  }

  // --- undo: the changes of this page, over reloads, the last first ---
  const UNDO = `jury-undo:${words.person}:${words.review}`;
  const undoButton = form.querySelector("[data-undo]");
  let done = [];
  try { done = JSON.parse(sessionStorage.getItem(UNDO)) || []; } catch { /* none then */ }
  const stands = new Map(fields.map((field) => [field, valueOf(field)]));

  function keep() {
    try { sessionStorage.setItem(UNDO, JSON.stringify(done.slice(-MOST_UNDO))); } catch { /* this page's only */ }
    undoButton.hidden = done.length === 0;
  }

  function changed(field) {
    const [old, value] = [stands.get(field), valueOf(field)];
    if (old === value) return;
    done.push([field, old]);
    stands.set(field, value);
    keep();
    saving.put(field, value);
  }

  function undo() {
    const last = done.pop();
    keep();
    if (!last) return;
    const [field, old] = last;
    show(field, old);
    stands.set(field, old);
    home(field)?.scrollIntoView({ block: "nearest" });
    saving.put(field, old);
  }
  keep();
  undoButton.addEventListener("click", undo);

  const timers = new Map();
  form.addEventListener("change", (event) => {
    const field = fieldOf(event.target.name || "");
    if (fields.includes(field)) changed(field);
  });
  form.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    const field = fieldOf(event.target.name);
    if (!fields.includes(field)) return;
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => changed(field), TYPING));
  });
  const takeTyped = () => fields.forEach(changed);
  window.addEventListener("pagehide", takeTyped);
  document.addEventListener("visibilitychange", () => { if (document.hidden) takeTyped(); });

  // --- what was sent is changed for a reason ---
  if (reason) {
    const lock = () => {
      const blank = !reason.value.trim();
      for (const each of form.elements) {
        if (each !== reason && each.type !== "hidden" && !each.matches("[data-help]")) each.disabled = blank;
      }
      if (!blank) saving.resume();
      else if (reason.closest("details").open) tell("saved", words.wordsWhy);
    };
    reason.addEventListener("input", lock);
    reason.closest("details").addEventListener("toggle", (event) => {
      lock();
      if (event.target.open) reason.focus();
    });
    lock();
  }

  // --- sending: first everything that is on its way ---
  let sending = false;
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // site.js would take the second submit for a second click
    takeTyped();
    if (!(await saving.flush())) {
      if (state.dataset.tone !== "failed") tell("offline", words.wordsWaiting);
      return;
    }
    sending = true;
    form.requestSubmit(event.submitter);
  }, true);

  // --- keys ---
  const dialog = document.querySelector("[data-keys]");
  const helpButton = form.querySelector("[data-help]");
  if (dialog && helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener("click", () => dialog.showModal());
  }
  let current = 0;

  function goTo(place) {
    if (!criteria.length) return;
    criteria[current]?.removeAttribute("data-current");
    current = Math.max(0, Math.min(place, criteria.length - 1));
    const there = criteria[current];
    there.setAttribute("data-current", "");
    (there.querySelector("input:checked") ?? there.querySelector("input[type=radio]"))?.focus({ preventScroll: true });
    there.scrollIntoView({ block: "nearest", behavior: "auto" });
  }

  function give(value) {
    const radio = criteria[current]?.querySelector(`input[type=radio][value="${value}"]`);
    if (!radio || radio.disabled) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  function step(by) {
    const chosen = criteria[current]?.querySelector("input:checked")?.value ?? "";
    const start = chosen === "" ? (by > 0 ? min - 1 : Number(criteria[current].dataset.top) + 1) : Number(chosen);
    if (give(start + by)) criteria[current].querySelector("input:checked").focus({ preventScroll: true });
  }

  // Which criterion is at hand. What is shown of it moves what stands below, so a finger has to have let go first.
  let pressed = false;
  const takeUp = (event) => {
    const place = criteria.indexOf(event.target.closest("[data-criterion]"));
    if (place < 0 || place === current) return;
    criteria[current]?.removeAttribute("data-current");
    current = place;
    criteria[current].setAttribute("data-current", "");
  };
  document.addEventListener("pointerdown", () => { pressed = true; });
  document.addEventListener("keydown", () => { pressed = false; }, true);
  form.addEventListener("focusin", (event) => { if (!pressed) takeUp(event); });
  form.addEventListener("click", takeUp);

  const KEYS = {
    j: () => goTo(current + 1),
    k: () => goTo(current - 1),
    "?": () => dialog?.showModal(),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    c: () => {
      const remark = criteria[current]?.querySelector(".jury-remark");
      if (!remark) return;
      remark.open = true;
      remark.querySelector("textarea").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (dialog?.open || event.altKey) return;
    const typing = event.target.closest("textarea, select, input[type=text], input[type=search]");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-submit]") ?? form.querySelector("[data-save-all]"));
      return;
    }
    if (typing) {
      if (event.key === "Escape") goTo(current);
      return; // a text undoes its own letters
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) {
      if (give(event.key) && current < criteria.length - 1) goTo(current + 1);
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
  form.querySelector("[data-save-all]").hidden = true; // everything saves itself
  form.setAttribute("data-folded", ""); // of the anchors, those that matter now
  if (criteria.length) criteria[0].setAttribute("data-current", "");
  saving.begin();
})();
