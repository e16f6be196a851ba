// Comments by keyboard: J and K go from one to the next, A approves, E edits, O keeps it back. Without this the buttons do.
(() => {
  const cards = [...document.querySelectorAll("[data-comment]")];
  const hint = document.querySelector("[data-keys]");
  if (!cards.length) return;
  if (hint) hint.hidden = false;

  const here = () => cards.findIndex((card) => card.contains(document.activeElement));
  const go = (place) => {
    const card = cards[Math.min(Math.max(place, 0), cards.length - 1)];
    card.focus();
    card.scrollIntoView({ block: "center" });
  };
  const press = (state) => {
    const card = cards[here()];
    if (card) card.requestSubmit(card.querySelector(`[name="state"][value="${state}"]`));
  };
  const deeds = {
    j: () => go(here() + 1),
    k: () => go(here() - 1),
    a: () => press("approved"),
    o: () => press("hidden"),
    e: () => cards[here()]?.querySelector("textarea").focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && here() >= 0) cards[here()].focus();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const deed = deeds[event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  const asked = document.getElementById(location.hash.slice(1));
  if (asked?.matches("[data-comment]")) asked.focus();
})();
