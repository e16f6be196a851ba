"""The text of a mail to many: what organisers write, with a few names to fill in. Nothing that a person typed about
themselves is read for such names again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("nombre", "equipo", "edicion", "enlace")
BRACES = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A subject and what follows it, in one language."""

    subject: str
    body: str


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing here, once each, in its order.

    >>> unknown_placeholders("Hola, {nombre}: {fecha} y {Equipo}; {fecha}")
    ['{fecha}', '{Equipo}']
    """
    found = (match for match in BRACES.finditer(text) if match[1] not in PLACEHOLDERS)
    return list(dict.fromkeys(match[0] for match in found))


def uses(name: str, *texts: str) -> bool:
    """True when one of ``texts`` has that name to fill in."""
    return any(f"{{{name}}}" in text for text in texts)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its names filled in, once: what is filled in is not looked at again.

    >>> filled("Hola, {nombre} ({equipo})", {"nombre": "{equipo}", "equipo": "Los Ñandúes"})
    'Hola, {equipo} (Los Ñandúes)'
    """
    return BRACES.sub(lambda match: values.get(match[1], match[0]), text)
