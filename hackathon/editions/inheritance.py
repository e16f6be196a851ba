"""Rules that say only how they differ from another edition's, with ``extends = "<slug>"``. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from hackathon.editions.reading import Problem, RulesError

Fetch = Callable[[str], Mapping[str, Any] | None]


def inherit(tree: Mapping[str, Any], fetch: Fetch) -> dict[str, Any]:
    """The whole tree that ``tree`` stands for: what it extends (asked from ``fetch``), with its own keys on top.

    Tables are merged key by key; everything else, lists included, is replaced whole. Raises ``RulesError`` when what is
    extended does not exist or extends itself.
    """
    return _inherit(tree, fetch, ())


def _inherit(tree: Mapping[str, Any], fetch: Fetch, seen: tuple[str, ...]) -> dict[str, Any]:
    own = {key: value for key, value in tree.items() if key != "extends"}
    if "extends" not in tree:
        return own
    name = tree["extends"]
    if not isinstance(name, str):
        raise RulesError([Problem("extends", "debe ser el identificador de otra edición")])
    if name in seen or name == tree.get("slug"):
        raise RulesError([Problem("extends", f"la herencia se muerde la cola: {' → '.join((*seen, name))}")])
    base = fetch(name)
    if base is None:
        raise RulesError([Problem("extends", f"no hay ninguna edición «{name}»")])
    return _merged(_inherit(base, fetch, (*seen, name)), own)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _merged(base[key], own[key]) for key in own if _are_tables(base.get(key), own[key])}
    return {**base, **own, **both}


def _are_tables(one: object, other: object) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping)
