// How long the presentation still has, by the server's clock.
(() => {
  "use strict";
  const timer = document.querySelector("[data-since]");
  if (!timer) return;
  const clock = timer.querySelector("[data-clock]");
  const ahead = Date.parse(timer.dataset.now) - Date.now();
  const ends = Date.parse(timer.dataset.since) + Number(timer.dataset.minutes) * 60000;
  const tick = () => {
    const left = Math.round((ends - Date.now() - ahead) / 1000);
    const seconds = Math.abs(left);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.textContent = left < 0 ? `${timer.dataset.over} +${text}` : text;
    timer.toggleAttribute("data-ended", left < 0);
  };
  tick();
  setInterval(tick, 1000);
})();
