"""The smallest rules that can be, as a tree of JSON values: one artefact, one criterion, one of each thing that must be there."""

import copy
from typing import Any

import pytest

from hackathon.editions.parsing import parse_rules
from hackathon.editions.reading import RulesError

Path = tuple[str | int, ...]
REMOVED = object()


def tiny_tree(**changes: Any) -> dict[str, Any]:
    """A fresh tree of the smallest rules, with top-level keys replaced."""
    card = {"metadata": ["license"], "sections": [{"key": "about", "title": "Descripción", "headings": ["About"]}]}
    return {
        "slug": "tiny",
        "title": "Pequeña",
        "description": {"es": "La más pequeña", "en": "The smallest"},
        "timezone": "Etc/GMT+12",
        "windows": {
            "registration": {"opens": "2030-01-01", "until": "2030-01-10"},
            "teams": {"opens": "2030-01-01", "until": "2030-01-12"},
            "submission": {"opens": "2030-01-05", "until": "2030-01-20T23:59"},
            "results_at": "2030-02-01",
        },
        "milestones": [{"key": "show", "title": "Gala"}, {"key": "end", "title": "Cierre", "at": "2030-01-20T23:59"}],
        "team": {"min_size": 1, "max_size": 2},
        "submission": {
            "artefacts": [{"kind": "corpus", "repo_type": "dataset", "title": {"es": "Corpus", "en": "Dataset"}}],
            "complete": ["corpus"],
            "opt_ins": [{"key": "news", "label": "Novedades"}],
        },
        "hub": {"organisations": ["home"]},
        "dataset": {
            "columns": [
                {"name": "texto", "description": "El texto"},
                {"name": "tono", "description": "El tono", "values": ["serio", "jocoso"], "open": True},
            ],
            "languages": ["es"],
            "card": card,
            "script_suffixes": [".py"],
        },
        "model": {
            "max_parameters": 8,
            "class_name": "8",
            "languages": ["es"],
            "card": card,
            "script_suffixes": [".py"],
        },
        "demo": {"healthy_stages": ["RUNNING"], "card": {}},
        "rubric": {
            "scale_min": 0,
            "scale_max": 4,
            "absent_group": "zero",
            "groups": [
                {
                    "key": "all",
                    "title": "Todo",
                    "points": 5,
                    "artefact": "corpus",
                    "criteria": [{"key": "good", "title": "Bueno"}, {"key": "new", "title": "Nuevo", "weight": 2}],
                }
            ],
            "caps": [{"artefacts": ["corpus"], "points": 4.5}],
        },
        "prizes": [{"key": "first", "title": "Primero", "audience": "place", "place": 1, "benefits": ["Fama"]}],
        "presentations": [{"key": "talk", "title": "Charla", "minutes": 5, "format": "live"}],
        **changes,
    }


def problems(tree: object) -> list[tuple[str, str]]:
    """What ``parse_rules`` says is wrong with the tree."""
    with pytest.raises(RulesError) as caught:
        parse_rules(tree)
    return [(problem.path, problem.reason) for problem in caught.value.problems]


def changed(tree: Any, path: Path, value: object) -> Any:
    """A copy of the tree with the node at ``path`` replaced, or taken out."""
    if not path:
        return value
    tree = copy.deepcopy(tree)
    parent = tree
    for step in path[:-1]:
        parent = parent[step]
    if value is REMOVED:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return tree
