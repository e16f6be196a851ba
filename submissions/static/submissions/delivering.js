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
  began.value = began.defaultValue; // browsers put back what stood there before a reload
  let sent = snapshot({ asRendered: true }); // what the server has
  let running = null;
  let timer = 0;
  let leaving = false;
  let signedOut = false;

  // --- what stands in the form ---
  function names() {
    const skipped = new Set(["csrfmiddlewaretoken", "began", "seen"]);
    return [...new Set([...form.elements].map((each) => each.name).filter((name) => name && !skipped.has(name)))];
  }

  function valueOf(name, { asRendered = false } = {}) {
    const fields = [...form.elements].filter((each) => each.name === name && each.type !== "submit");
    if (fields.length && ["checkbox", "radio"].includes(fields[0].type)) {
      const ticked = fields.filter((each) => (asRendered ? each.defaultChecked : each.checked));
      return JSON.stringify(ticked.map((each) => each.value).sort());
    }
    if (!fields.length) return "";
    return asRendered ? fields[0].defaultValue : fields[0].value;
  }

  function snapshot(options) {
    return Object.fromEntries(names().map((name) => [name, valueOf(name, options)]));
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
    if (html) localTimes(state);
    if (!link) return;
    const enter = document.createElement("a");
    enter.href = link;
    enter.target = "_blank";
    enter.rel = "noopener";
    enter.textContent = form.dataset.enter;
    state.append(" ", enter);
  }

  function localTimes(element) {
    document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: element } }));
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
    signedOut = answer.status === 401 || answer.status === 403;
    if (answer.ok || answer.status === 409) return took(await answer.json(), mine);
    if (signedOut) {
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
    // The same once more: a choice that is being made must not lose its place.
    if (html && conflicts.firstElementChild && !chosen() && same(html)) return;
    conflicts.innerHTML = html;
    for (const name of Object.keys(sent)) if (name.startsWith("pick_")) delete sent[name];
    localTimes(conflicts);
  }

  function chosen() {
    return conflicts.querySelector("input[type=radio]:checked") !== null;
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
        localTimes(place);
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
    // A field of one line has room for one address: what stood there changes places, so that nothing is lost.
    const room = target.tagName === "TEXTAREA";
    const back = room ? [] : lines(target);
    source.value = [...lines(source), ...back].filter((line) => line !== address).join("\n");
    target.value = [...(room ? lines(target) : []), address].join("\n");
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
  // The last words before the page goes: no answer is waited for, and a reload may be faster than the server. So the
  // browser keeps them too, for as long as this tab is open.
  const KEPT = `draft:${form.dataset.draft}`;
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (!changedSince(sent)) return;
    token();
    navigator.sendBeacon(form.dataset.draft, new FormData(form));
    keep();
  });

  function keep() {
    const now = snapshot();
    const unsaved = Object.entries(now).filter(([name, value]) => value !== sent[name] && !name.startsWith("pick_"));
    try {
      const { version } = form.dataset;
      sessionStorage.setItem(KEPT, JSON.stringify({ version, began: JSON.parse(began.value), fields: unsaved }));
    } catch {
      // No room, or no JSON: the server is told all the same.
    }
  }

  function bringBack() {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (!kept) return;
    const { version, began: then, fields } = JSON.parse(kept);
    if (version !== form.dataset.version) return; // it has been delivered since
    const now = JSON.parse(began.value);
    for (const [name, value] of fields) {
      if (!names().includes(name) || valueOf(name) === value) continue;
      put(name, value.startsWith("[") && isTicked(name) ? JSON.parse(value) : value);
      now[name] = then[name];
    }
    began.value = JSON.stringify(now);
  }

  function isTicked(name) {
    return ["checkbox", "radio"].includes([...form.elements].find((each) => each.name === name).type);
  }

  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (conflicts.querySelector("input[type=radio]") && !leaving) event.preventDefault();
  });
  // A save under way would come back as somebody else's change: it is waited for. Nothing else is, for somebody may press
  // this in the last second.
  let through = false;
  let waiting = false;
  form.addEventListener("submit", async (event) => {
    if (through || !(running || signedOut || conflicts.firstElementChild)) return letGo();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return undefined;
    waiting = true;
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const ready = await settled();
    button?.removeAttribute("aria-busy");
    waiting = false;
    if (!ready) return undefined;
    through = true;
    // Not at once: a form that is just being submitted does not listen.
    setTimeout(() => { form.requestSubmit(button); }, 0);
    setTimeout(() => { through = false; }, 5000);
    return undefined;
  });

  function letGo() {
    clearTimeout(timer);
    token();
    keep(); // for whoever has to sign in on the way
    sent = snapshot();
    leaving = true;
    setTimeout(() => { leaving = false; }, 5000);
  }

  async function settled() {
    clearTimeout(timer);
    if (running) await Promise.race([running, new Promise((done) => { setTimeout(done, 1500); })]);
    if (signedOut && !(await save()) && signedOut) return false;
    if (!conflicts.firstElementChild) return true;
    conflicts.scrollIntoView({ block: "start" });
    conflicts.firstElementChild.focus();
    return false;
  }

  bringBack();
  for (const box of form.querySelectorAll("[data-resolve]")) {
    const field = box.querySelector("input, textarea");
    if (field.value && !field.classList.contains("is-invalid")) lookSoon(box, 0); // what is wrong is said there already
  }
  if (changedSince(sent)) later(0);
})();
