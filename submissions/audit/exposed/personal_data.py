"""E-mail addresses, phone numbers, ids and accounts of people that lie in plain sight in a text. Pure.

Linear in the length of the text. Numbers count only where they are valid: the right length for their country, the right check
digit. What an author gives as a way to reach them is their own choice, and no finding: addresses under a heading about contact,
authors or citation of a card, behind «Contact:», in BibTeX, and those of an office (``info@``), which are nobody's own.
"""

import re
from collections.abc import Iterator
from typing import Final

from submissions.audit.exposed.exposure import Exposure, ExposureSort, Spot, apart, exposed
from submissions.audit.exposed.logins import CODE
from submissions.audit.exposed.numbers import number_spots
from submissions.audit.texts import plain

_AT = re.compile(r"[A-Za-z0-9_%+-]@[A-Za-z0-9]")
_LOCAL: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?P<top>[A-Za-z]{2,12})(?![A-Za-z0-9_@(]|-[A-Za-z0-9])"
)
_NOBODY: Final = frozenset(
    (
        *(
            "noreply",
            "no-reply",
            "no_reply",
            "donotreply",
            "git",
            "info",
            "contact",
            "contacto",
            "contactar",
            "support",
            "soporte",
        ),
        *(
            "hello",
            "hola",
            "admin",
            "office",
            "privacy",
            "privacidad",
            "team",
            "equipo",
            "help",
            "ayuda",
            "press",
            "prensa",
            "sales",
        ),
        *(
            "user",
            "usuario",
            "username",
            "usuaria",
            "name",
            "nombre",
            "email",
            "correo",
            "mail",
            "you",
            "your",
            "tu",
            "me",
            "foo",
        ),
        *(
            "someone",
            "alguien",
            "example",
            "ejemplo",
            "test",
            "prueba",
            "john.doe",
            "jane.doe",
            "webmaster",
            "postmaster",
            "abuse",
        ),
        *(
            "tucorreo",
            "tu_correo",
            "tu.correo",
            "youremail",
            "your_email",
            "your.email",
            "yourname",
            "nombre.apellido",
            "data",
            "datos",
        ),
    )
)
_NO_DOMAINS: Final = (
    "example",
    "ejemplo",
    "test",
    "domain",
    "dominio",
    "localhost",
    "email",
    "correo",
    "mail",
    "company",
    "empresa",
)
_FILES: Final = frozenset(
    (
        *(
            "png",
            "jpg",
            "jpeg",
            "gif",
            "svg",
            "webp",
            "py",
            "js",
            "ts",
            "md",
            "json",
            "csv",
            "txt",
            "html",
            "css",
            "yaml",
        ),
        *("yml", "sh", "ipynb", "parquet", "local", "internal"),
    )
)
_OWN_HEADINGS: Final = frozenset(
    (
        *(
            "contact",
            "contacts",
            "contacto",
            "contactos",
            "contactar",
            "author",
            "authors",
            "autor",
            "autora",
            "autores",
            "autoras",
        ),
        *(
            "autoria",
            "equipo",
            "team",
            "citation",
            "citacion",
            "citar",
            "cita",
            "bibtex",
            "maintainer",
            "maintainers",
            "curators",
        ),
        *(
            "curadores",
            "curadoras",
            "curacion",
            "contributors",
            "contributions",
            "colaboradores",
            "colaboradoras",
            "acknowledgements",
        ),
        *(
            "acknowledgments",
            "agradecimientos",
            "creditos",
            "credits",
            "integrantes",
            "members",
            "miembros",
            "developers",
        ),
        *("licensing",),
    )
)
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+(?P<hash>[^\n]{1,200})|\*\*(?P<bold>[^*\n]{1,100})\*\*:?[ \t]*$)", re.MULTILINE)
_CONTACT = re.compile(
    r"contact|author|autor|maintain|correspond|curat|e-?mail|correo|mailto:|escr[ií]b|write to|reach|cita"
    r"|(?:construct|creat|develop|collect|compil)ed\s+by|(?:cread|hech|elaborad|desarrollad|recopilad)[oa]s?\s+por",
    re.IGNORECASE,
)

_SIGNED = re.compile(r"author|maintain|contact|copyright|©|\(c\)|e-?mail_{0,2}[\"']?\s*[:=]|licen[sc]e", re.IGNORECASE)


def find(text: str, path: str) -> tuple[Exposure, ...]:
    """The personal data in ``text``, in its order, at most fifty. ``path`` says what kind of file it is from: cards have
    sections where an address is meant to be.

    Rules: email, phone, national_id, iban, bank_card.
    """
    return exposed(text, path, ExposureSort.PERSONAL, apart(_all_spots(text, path)))


def _all_spots(text: str, path: str) -> Iterator[Spot]:
    if "@" in text:
        yield from _emails(text, path)
    yield from number_spots(text)


def _emails(text: str, path: str) -> Iterator[Spot]:
    own = None
    for match in _AT.finditer(text):
        address = _address(text, match.start() + 1)
        if address is None:
            continue
        if own is None:
            own = _own_parts(text) if path.lower().endswith((".md", ".ipynb")) else ()
        if not any(start <= address.start < end for start, end in own) and not _is_given(text, address.start, path):
            yield address


def _address(text: str, at: int) -> Spot | None:
    """The address around the ``@`` at that place; None where it is none, or nobody's."""
    domain = _DOMAIN.match(text, at + 1)
    before = text[max(0, at - 64) : at]
    local = before[len(before.rstrip(_LOCAL)) :].strip(".-%+_")
    if domain is None or not local or domain["top"].lower() in _FILES or local.lower() in _NOBODY:
        return None
    start = at - len(before) + before.rindex(local)
    names = domain[0].lower().split(".")
    if any(name.startswith(_NO_DOMAINS) and name != "mail" for name in names[-2:-1]) or names[-1] == "example":
        return None
    if text[max(0, start - 3) : start].endswith(("://", ":")) and "://" in text[max(0, start - 80) : start]:
        return None  # user:password@host is what secrets are looked for
    return Spot(start, domain.end(), "email", f"{local[0]}…@{domain[0]}")


def _is_given(text: str, start: int, path: str) -> bool:
    """Somebody gives it as a way to reach them: «Contacto: …» in a card, also when the line was broken since; ``__author__ = …``
    or a copyright line in code. In data nobody does."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 200)
    line = text[begin:start]
    if not path.lower().endswith(".md"):
        return path.lower().endswith(CODE) and _SIGNED.search(line) is not None
    before = text[max(0, begin - 200) : begin].removesuffix("\n").rsplit("\n", 1)[-1]
    return any(_CONTACT.search(one) for one in (line, "" if before.startswith("#") else before))


def _own_parts(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of a card in which authors speak of themselves: under such a heading, and in BibTeX."""
    heads = [(match.start(), match["hash"] or match["bold"]) for match in _HEADING.finditer(text)]
    ends = [start for start, _ in heads[1:]] + [len(text)]
    own = [
        (start, end)
        for (start, heading), end in zip(heads, ends, strict=False)
        if _OWN_HEADINGS.intersection(plain(heading).split())
    ]
    return (*own, *(match.span() for match in re.finditer(r"@\w{3,20}\{[^@]{0,3000}", text)))
