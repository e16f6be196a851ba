from collections.abc import Mapping
from typing import Any

import pytest

from hackathon.editions.inheritance import inherit
from hackathon.editions.reading import RulesError

TREES: dict[str, Mapping[str, Any]] = {
    "base": {"slug": "base", "team": {"min_size": 1, "max_size": 5}, "list": [1, 2], "deep": {"a": {"b": 1, "c": 2}}},
    "middle": {"extends": "base", "slug": "middle", "team": {"max_size": 4}},
    "snake": {"extends": "tail", "slug": "snake"},
    "tail": {"extends": "snake", "slug": "tail"},
}


def refusal(tree: Mapping[str, Any]) -> list[str]:
    """What is said about a tree that cannot inherit."""
    with pytest.raises(RulesError) as caught:
        inherit(tree, TREES.get)
    return [str(problem) for problem in caught.value.problems]


def test_a_tree_that_extends_nothing_is_itself() -> None:
    assert inherit(TREES["base"], TREES.get) == TREES["base"]


def test_tables_are_merged_and_lists_replaced() -> None:
    own = {"extends": "base", "slug": "own", "team": {"max_size": 3}, "list": [9], "deep": {"a": {"b": 7}}, "new": 1}
    assert inherit(own, TREES.get) == {
        "slug": "own",
        "team": {"min_size": 1, "max_size": 3},
        "list": [9],
        "deep": {"a": {"b": 7, "c": 2}},
        "new": 1,
    }


def test_a_grandchild_inherits_from_both() -> None:
    own = inherit({"extends": "middle", "slug": "own", "team": {"min_size": 2}}, TREES.get)
    assert own["team"] == {"min_size": 2, "max_size": 4}
    assert own["list"] == [1, 2]


def test_what_is_inherited_from_is_left_as_it_was() -> None:
    inherit({"extends": "base", "slug": "own", "deep": {"a": {"b": 7}}}, TREES.get)
    assert TREES["base"]["deep"] == {"a": {"b": 1, "c": 2}}


def test_a_circle_is_refused() -> None:
    assert refusal(TREES["snake"]) == ["extends: la herencia se muerde la cola: tail → snake → tail"]
    assert refusal({"extends": "me", "slug": "me"}) == ["extends: la herencia se muerde la cola: me"]


def test_an_unknown_base_is_refused() -> None:
    assert refusal({"extends": "nobody"}) == ["extends: no hay ninguna edición «nobody»"]


def test_a_base_that_is_no_name_is_refused() -> None:
    assert refusal({"extends": ["base"]}) == ["extends: debe ser el identificador de otra edición"]
