// Saves the draft while people type, and says what the typed addresses are. The form works without it.
(() => {
  "use strict";
  const form = document.getElementById("delivery");
  if (!form) return;
  const state = document.getElementById("draft-state");
  const conflicts = document.getElementById("conflicts");
  const WAIT = 2500; // after the last key
  const PATIENCE = 15000; // for an answer
  const began = form.elements.began;
  let sent = snapshot(); // what the server has
  let running = null;
  let timer = 0;
  let leaving = false;

  // --- what stands in the form ---
  function names() {
    const skipped = new Set(["csrfmiddlewaretoken", "began", "seen"]);
    return [...new Set([...form.elements].map((each) => each.name).filter((name) => name && !skipped.has(name)))];
  }

  function valueOf(name) {
    const fields = [...form.elements].filter((each) => each.name === name && each.type !== "submit");
    if (fields.length && ["checkbox", "radio"].includes(fields[0].type)) {
      return JSON.stringify(fields.filter((each) => each.checked).map((each) => each.value).sort());
    }
    return fields.length ? fields[0].value : "";
  }

  function snapshot() {
    return Object.fromEntries(names().map((name) => [name, valueOf(name)]));
  }

  function changedSince(before) {
    return names().some((name) => valueOf(name) !== (before[name] ?? defaultOf(name)));
  }

  function defaultOf(name) {
    return name.startsWith("pick_") ? "[]" : "";
  }

  function put(name, value) {
    const values = Array.isArray(value) ? value : [value];
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else field.value = value;
    }
  }

  // --- saving ---
  function token() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
    if (cookie) form.elements.csrfmiddlewaretoken.value = cookie.slice("csrftoken=".length);
    return form.elements.csrfmiddlewaretoken.value;
  }

  function tell(text, { html = false, link = "" } = {}) {
    if (html) state.innerHTML = text; // our own server's words, escaped there
    else state.textContent = text;
    if (html && window.htmx) window.htmx.trigger(state, "htmx:load", { elt: state });
    if (!link) return;
    const enter = document.createElement("a");
    enter.href = link;
    enter.target = "_blank";
    enter.rel = "noopener";
    enter.textContent = form.dataset.enter;
    state.append(" ", enter);
  }

  function later(wait = WAIT) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  // Resolves to true once everything is saved and nothing is left to decide.
  async function save() {
    clearTimeout(timer);
    if (running) return running.then(() => (changedSince(sent) ? save() : !conflicts.firstElementChild));
    if (!changedSince(sent)) return !conflicts.firstElementChild;
    running = send();
    try {
      return await running;
    } finally {
      running = null;
      if (!leaving && changedSince(sent)) later();
    }
  }

  async function send() {
    const mine = snapshot();
    const data = new FormData(form);
    tell(form.dataset.saving);
    let answer;
    try {
      answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": token(), Accept: "application/json" },
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return failed(form.dataset.failed);
    }
    if (answer.ok || answer.status === 409) return took(await answer.json(), mine);
    if (answer.status === 401 || answer.status === 403) {
      return failed(form.dataset.signedOut, { link: form.dataset.login });
    }
    if (answer.status === 413) return failed(form.dataset.tooMuch, { again: false });
    return failed(answer.status === 404 ? form.dataset.gone : form.dataset.failed, { again: answer.status !== 404 });
  }

  function failed(text, { link = "", again = true } = {}) {
    tell(text, { link });
    if (again && !leaving) later(15000);
    return false;
  }

  function took(answer, mine) {
    const before = JSON.parse(began.value || "{}");
    const now = JSON.parse(answer.began);
    sent = { ...mine };
    for (const [name, value] of Object.entries(answer.fields)) {
      // Typed on meanwhile: what it began with stays, so that the next save tells who changed what.
      if (valueOf(name) !== mine[name]) {
        if (name in before) now[name] = before[name];
        continue;
      }
      put(name, value);
      sent[name] = valueOf(name);
      mark(name);
    }
    began.value = JSON.stringify(now);
    showConflicts(answer.conflicts);
    tell(answer.message, { html: true });
    return !answer.conflicts;
  }

  function mark(name) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    field?.closest(".mb-3")?.classList.add("changed-here");
  }

  function showConflicts(html) {
    const shown = Boolean(conflicts.firstElementChild);
    if (html && shown && !conflicts.querySelector("input[type=radio]:checked") && same(html)) return;
    conflicts.innerHTML = html;
    for (const name of Object.keys(sent)) if (name.startsWith("pick_")) delete sent[name];
    if (html && window.htmx) window.htmx.process(conflicts);
    if (html && !shown) conflicts.firstElementChild.scrollIntoView({ block: "nearest" });
  }

  function same(html) {
    const probe = document.createElement("div");
    probe.innerHTML = html;
    return probe.querySelector("[name=seen]")?.value === conflicts.querySelector("[name=seen]")?.value;
  }

  // --- what the addresses are ---
  const looking = new Map();

  function lookSoon(box, wait) {
    const known = looking.get(box) ?? {};
    clearTimeout(known.timer);
    looking.set(box, { ...known, timer: setTimeout(() => look(box), wait) });
  }

  async function look(box) {
    const field = box.querySelector("input, textarea");
    const place = box.querySelector(".looks");
    looking.get(box)?.abort?.abort();
    if (!field.value.trim()) {
      place.replaceChildren();
      return;
    }
    const abort = new AbortController();
    looking.set(box, { abort });
    const data = new URLSearchParams({ [field.name]: field.value });
    box.setAttribute("data-looking", "");
    try {
      const answer = await fetch(box.dataset.resolve, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": token() },
        redirect: "error",
        signal: abort.signal,
      });
      if (answer.ok) {
        place.innerHTML = await answer.text();
        document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: place } }));
      }
    } catch {
      // Somebody typed on, or there is no way to the server: it will be looked at when it is delivered.
    } finally {
      if (!abort.signal.aborted) box.removeAttribute("data-looking");
    }
  }

  function move(button) {
    const { move: address, from, to } = button.dataset;
    const source = form.elements[from];
    const target = form.elements[to];
    if (!source || !target) return;
    const lines = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);
    source.value = lines(source).filter((line) => line !== address).join("\n");
    target.value = [...lines(target), address].join("\n");
    for (const field of [source, target]) field.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  }

  // --- when ---
  form.addEventListener("input", (event) => {
    later();
    const box = event.target.closest("[data-resolve]");
    if (box) lookSoon(box, 600);
  });
  form.addEventListener("change", (event) => later(event.target.name?.startsWith("pick_") ? 0 : 800));
  form.addEventListener("focusout", () => { if (changedSince(sent)) later(300); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(button);
  });
  // The last words before the page goes: no answer is waited for.
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (!changedSince(sent)) return;
    token();
    navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (conflicts.querySelector("input[type=radio]") && !leaving) event.preventDefault();
  });
  // A save under way would come back as somebody else's change: it is waited for, and a session that ended is noticed.
  let through = false;
  form.addEventListener("submit", async (event) => {
    if (through) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const signedIn = await settled();
    button?.removeAttribute("aria-busy");
    if (!signedIn) return;
    through = leaving = true;
    sent = snapshot();
    token();
    form.requestSubmit(button);
    setTimeout(() => { through = leaving = false; }, 5000);
  });

  async function settled() {
    if (through) return true;
    clearTimeout(timer);
    if (running) await running;
    if (!changedSince(sent)) return true;
    const saved = await save();
    return saved || !state.querySelector("a") && !conflicts.firstElementChild;
  }

  for (const box of form.querySelectorAll("[data-resolve]")) if (box.querySelector("input, textarea").value) lookSoon(box, 0);
})();
