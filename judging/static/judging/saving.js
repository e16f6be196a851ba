// Saves what a judge gives, one part at a time. Nothing is lost on the way: what the server does not have yet waits in this
// browser, over reloads too, and is sent again. Two tabs never overwrite each other: each change says what it began with.
(() => {
  "use strict";
  const form = document.querySelector("form[data-save]");
  if (!form || form.dataset.open !== "yes") return;
  const words = form.dataset;
  const PATIENCE = 15000; // for an answer
  const PAUSES = [2000, 4000, 8000, 15000]; // before it is tried again
  const KEY = `jury:${words.person}:${words.review}:`; // the next person at this computer finds nothing of it
  const FATAL = ["closed", "voided", "withdrawn", "unassigned", "conflict_of_interest", "rules"];
  const listeners = new Set();
  const has = new Map(); // what the server has, by field
  let queue = load();
  let running = null;
  let timer = 0;
  let failures = 0;
  let halted = false; // until ``resume``, or for good: ``dead``
  let dead = false;
  let signedOut = false;

  // A place for each field: two tabs with the same review keep what each of them typed.
  function load() {
    const found = {};
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(KEY)) continue;
        const { value, began } = JSON.parse(localStorage.getItem(name));
        found[name.slice(KEY.length)] = { value, began };
      }
    } catch { /* a forbidden store, or somebody else's words in it */ }
    return found;
  }

  function store(field) {
    try {
      if (queue[field]) localStorage.setItem(KEY + field, JSON.stringify(queue[field]));
      else localStorage.removeItem(KEY + field);
    } catch { /* a full or forbidden store: what is in this page still is */ }
  }

  const tell = (tone, text = "", detail = {}) => listeners.forEach((listener) => listener({ tone, text, ...detail }));
  const waiting = () => Object.keys(queue).length;
  const reason = () => form.elements.reason?.value.trim() ?? "";

  // A field's new value. ``field`` is "score demo-ux", "comment", …; what it began with is what the server had.
  function put(field, value) {
    const before = queue[field] ? queue[field].began : has.get(field);
    if (value === before && !(running && running.field === field)) delete queue[field];
    else queue[field] = { value, began: before };
    store(field);
    if (halted) return;
    if (waiting()) later(0);
    else tell("saved", words.wordsSaved);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  }

  async function work() {
    clearTimeout(timer);
    if (running || halted) return;
    const field = next();
    if (!field) return;
    running = { field, ...queue[field] };
    tell("saving", words.wordsSaving);
    const answer = await send(running);
    const sent = running;
    running = null;
    if (answer === null) return offline();
    failures = 0;
    const wait = took(sent, answer);
    store(sent.field);
    if (!halted && next()) later(wait);
  }

  async function send({ field, value, began }) {
    const [part, criterion = ""] = field.split(" ");
    try {
      const response = await fetch(words.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
        body: JSON.stringify({ part, criterion, value, began, reason: reason(), rules: words.rules }),
        redirect: "error",
        keepalive: true, // it is sent, too, while the page is being left
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status >= 500 || response.status === 429) return null;
      // Without a session, or with the token of another one: signing in again in another tab brings the cookie that is read next.
      if (response.status === 403 && !isJson(response)) return { status: 401, problem: "signed_out", message: words.wordsSignedOut };
      if (!isJson(response)) return null;
      return { status: response.status, ...(await response.json()) };
    } catch {
      return null;
    }
  }

  const isJson = (response) => (response.headers.get("Content-Type") || "").includes("json");

  function token() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  }

  // Gives how long to wait before the next one is sent.
  function took(sent, answer) {
    const now = queue[sent.field];
    signedOut = answer.problem === "signed_out";
    if (answer.status === 200) {
      has.set(sent.field, sent.value);
      if (now && now.value === sent.value) delete queue[sent.field];
      else if (now) now.began = sent.value;
      tell("saved", waiting() ? words.wordsSaving : words.wordsSaved, { field: sent.field, value: sent.value, state: answer.state });
      return 0;
    }
    if (signedOut) {
      tell("failed", answer.message, { link: words.login });
      return PAUSES[3];
    }
    if (answer.problem === "reason") {
      tell("failed", answer.message, { needs: "reason" });
      halted = true; // until a reason stands there: ``resume``
      return 0;
    }
    if (answer.problem === "changed") {
      Object.assign(now ?? (queue[sent.field] = sent), { theirs: answer.value, conflict: true });
      tell("conflict", answer.message, { field: sent.field, theirs: answer.value, mine: queue[sent.field].value });
      return 0;
    }
    if (FATAL.includes(answer.problem)) {
      halted = dead = true; // what was typed stays in the page and in this browser
      tell("failed", `${words.wordsFailed} ${answer.message}`, { field: sent.field, fatal: true });
      return 0;
    }
    delete queue[sent.field];
    tell("failed", `${words.wordsFailed} ${answer.message}`, { field: sent.field, began: has.get(sent.field) });
    return 0;
  }

  // A conflict is decided by the person; everything else goes on meanwhile.
  function next() {
    return Object.keys(queue).find((field) => !queue[field].conflict);
  }

  function settle(field, keepMine) {
    const { theirs, value } = queue[field] ?? {};
    has.set(field, theirs);
    delete queue[field];
    store(field);
    if (keepMine) put(field, value);
    else tell("saved", words.wordsSaved, { field, value: theirs });
  }

  function offline() {
    tell("offline", words.wordsOffline);
    later(PAUSES[Math.min(failures, PAUSES.length - 1)]);
    failures += 1;
  }

  function resume() {
    if (reason() && !dead) halted = false;
    if (waiting()) later(0);
  }

  // Resolves to true once the server has everything, to false when it does not by then.
  async function flush(milliseconds = 8000) {
    const until = Date.now() + milliseconds;
    while ((waiting() || running) && !halted && Date.now() < until) {
      if (!running) await work();
      if (!running && (signedOut || !next())) break;
      await new Promise((done) => setTimeout(done, failures ? 500 : 20));
    }
    return !waiting();
  }

  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (waiting() && !halted) later(0); });

  window.jurySaving = {
    put, settle, flush, resume, waiting,
    kept: () => ({ ...queue }),
    started: (field, value) => { if (!has.has(field)) has.set(field, value); },
    begin: () => { if (waiting()) later(0); },
    listen: (listener) => listeners.add(listener),
  };
})();
