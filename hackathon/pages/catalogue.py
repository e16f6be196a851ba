"""The catalogues of the site's languages, without GNU gettext: Django's own template lexer and Babel do it.

Source texts are Spanish; ``locale/<language>/LC_MESSAGES/django.po`` holds every other language.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What ``templatize`` writes for a marked text; the rest of its output only keeps line numbers and is no Python.
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?:\bn?p?gettext|(?<!\w)_)\({STRING}(?:,\s*(?:{STRING}|count))*\)")
SKIPPED_FOLDERS = {"tests", ".venv", "var", "locale", "migrations"}


def messages_of(path: Path, *, root: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Every (message id, context) that a Python file or a template marks for translation."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = "\n".join(CALL.findall(templatize(source, origin=str(path.relative_to(root)))))
    for _line, function, arguments, _comments in extract_python(
        BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        texts = [argument for argument in (arguments if isinstance(arguments, tuple) else (arguments,)) if argument]
        context = texts.pop(0) if "pgettext" in function and len(texts) > 1 else None
        if texts:
            yield ((texts[0], texts[1]) if function.startswith("n") and len(texts) > 1 else texts[0]), context


def template_catalogue(root: Path) -> Catalog:
    """Every message of the project, in the order of files; nothing that Django or a library translates itself."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        parts = path.relative_to(root).parts
        if SKIPPED_FOLDERS.intersection(parts) or parts[0].startswith("."):
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        for message, context in messages_of(path, root=root):
            catalogue.add(message, context=context, locations=[("/".join(parts), 1)])
    return catalogue


def read_catalogue(path: Path, *, language: str) -> Catalog:
    """A language's catalogue, empty where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update_catalogue(path: Path, *, language: str, template: Catalog) -> Catalog:
    """Bring a language's file up to date: new messages come in empty, ones that nobody says any more go."""
    catalogue = read_catalogue(path, language=language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, no_location=True, omit_header=False)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The ids of messages that have no translation, or only one of their plural forms."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, tuple | list) else message.string)
    ]
