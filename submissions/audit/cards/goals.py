"""Which of the United Nations' seventeen Sustainable Development Goals a text names, by number or by name. Pure.

The names are those of ``hackathon.editions.sdgs`` and their English ones, as far as they tell one goal from the others.
"""

import re

from submissions.audit.texts import plain

_SUBJECT = re.compile(
    r"\bO\.?D\.?S\.?(?![a-z])|\bSDGs?\b|(?i:objetivos?\s{1,9}de\s+desarrollo\s+sostenible|sustainable\s+development\s+goals?|agenda\s+2030|2030\s+agenda)"
)
_CAPITALS, _HINTS = ("ODS", "O.D.S", "SDG"), ("sostenible", "sustainable", "2030")
_NUMBERED = re.compile(
    r"(?:\bO\.?D\.?S\.?(?![a-z])|\bSDGs?\b|(?i:\bobjetivos?(?:\s+de\s+desarrollo\s+sostenible)?|\bmetas?|(?:sustainable\s+development\s+)?\bgoals?))"
    r"[\s:#_\-–(\[*]{0,6}(?i:n[.ºo°]{1,3}|núm(?:ero)?s?\.?|numbers?|no\.)?[\s:#*]{0,3}"
    r"(\d{1,2}(?!\d)(?:\s*(?:,|y|e|and|&|/|;)\s*(?:(?i:ODS|SDG)\s*)?\d{1,2}(?!\d))*)"
)
_NAMES = {
    1: ("fin de la pobreza", "no poverty"),
    2: ("hambre cero", "zero hunger"),
    3: ("salud y bienestar", "good health and well being"),
    4: ("educacion de calidad", "quality education"),
    5: ("igualdad de genero", "gender equality"),
    6: ("agua limpia y saneamiento", "clean water and sanitation"),
    7: ("energia asequible y no contaminante", "affordable and clean energy"),
    8: ("trabajo decente y crecimiento economico", "decent work and economic growth"),
    9: ("industria innovacion e infraestructura", "industry innovation and infrastructure"),
    10: ("reduccion de las desigualdades", "reduced inequalities"),
    11: ("ciudades y comunidades sostenibles", "sustainable cities and communities"),
    12: ("produccion y consumo responsables", "responsible consumption and production"),
    13: ("accion por el clima", "climate action"),
    14: ("vida submarina", "life below water"),
    15: ("vida de ecosistemas terrestres", "life on land"),
    16: ("paz justicia e instituciones solidas", "peace justice and strong institutions"),
    17: ("alianzas para lograr los objetivos", "partnerships for the goals"),
}


def speaks_of_goals(text: str) -> bool:
    """True if ``text`` speaks of the goals at all, whichever it names."""
    folded = text.casefold()
    if not any(hint in text for hint in _CAPITALS) and not any(hint in folded for hint in _HINTS):
        return False  # by far the commonest case, and cheap to see
    return _SUBJECT.search(text) is not None


def goals_in(text: str) -> tuple[int, ...]:
    """The goals that ``text`` names, in their order. A number counts beside "ODS", "SDG" or "objetivo"; a name where the text
    speaks of the goals.

    >>> goals_in("ODS 4, 5 y 10"), goals_in("Contribuye a los ODS: Educación de calidad"), goals_in("Educación de calidad")
    ((4, 5, 10), (4,), ())
    """
    if not speaks_of_goals(text):
        return ()
    numbers = {int(number) for match in _NUMBERED.finditer(text) for number in re.findall(r"\d{1,2}", match[1])}
    spoken = f" {plain(text)} "
    named = {number for number, names in _NAMES.items() if any(f" {name} " in spoken for name in names)}
    return tuple(sorted(number for number in numbers | named if number in _NAMES))
