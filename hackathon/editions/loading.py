"""Rules from TOML files: those that come with the code, ``data/<slug>.toml``, and any other."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hackathon.editions.inheritance import inherit
from hackathon.editions.parsing import parse_rules
from hackathon.editions.reading import Problem, RulesError
from hackathon.editions.rules import EditionRules

DATA = Path(__file__).resolve().parent / "data"


class NoSuchRules(LookupError):
    """There is no file with these rules. ``known`` are the slugs that come with the code."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.known = shipped_slugs()
        super().__init__(wanted)


def shipped_slugs() -> tuple[str, ...]:
    """The editions that come with the code, in alphabetical order."""
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


def shipped_rules(slug: str) -> EditionRules:
    """The rules that come with the code under ``slug``. Raises ``NoSuchRules`` or ``RulesError``."""
    if slug not in shipped_slugs():
        raise NoSuchRules(slug)
    return read_rules(DATA / f"{slug}.toml")


def read_rules(path: Path) -> EditionRules:
    """The rules in a TOML file; what it extends is looked for beside it, then among those that come with the code.

    Raises ``NoSuchRules`` if there is no such file and ``RulesError`` if it is wrong.
    """
    if not path.is_file():
        raise NoSuchRules(str(path))
    return parse_rules(inherit(_tree(path), lambda slug: _beside(path, slug)))


def _beside(path: Path, slug: str) -> Mapping[str, Any] | None:
    """The tree of the file named ``slug``, and nothing outside the two folders whatever ``slug`` says."""
    for folder in (path.parent, DATA):
        found = next((each for each in folder.glob("*.toml") if each.stem == slug), None)
        if found:
            return _tree(found)
    return None


def _tree(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RulesError([Problem("", f"{path.name} no está en UTF-8 (byte {error.start})")]) from error
    except tomllib.TOMLDecodeError as error:
        raise RulesError([Problem("", f"{path.name} no es TOML válido: {error}")]) from error
