"""What the trail calls the deeds on an edition's rules."""

LOADED = "edition.loaded"
CHANGED = "edition.rules_changed"
SHIFTED = "edition.shifted"

RULES_VERBS = (LOADED, CHANGED, SHIFTED)
