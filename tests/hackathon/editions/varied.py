"""Rules in which editions differ most, all at once, as a tree of JSON values.

Two tracks with rubrics of their own, criteria with scales of their own (3, 4, 3, 5, 5, 5, 2), points for activities in steps,
parts that add up to 11.5 where at most 10 can be had, the juror's point, a cap, and a group beside the total.
"""

from typing import Any

from tests.hackathon.editions.tiny import tiny_tree

OWN_SCALES = (3, 4, 3, 5, 5, 5, 2)
DATA_KEYS = tuple(f"data-{number}" for number in range(1, 8))
LEVELS = [{"value": 0, "text": "No se ve"}, {"value": 3, "text": {"es": "Se ve siempre", "en": "Seen throughout"}}]


def varied_tree(**changes: Any) -> dict[str, Any]:
    """A fresh tree of these rules, with top-level keys replaced."""
    tree = tiny_tree()
    tree["submission"]["artefacts"] += [{"kind": "demo", "repo_type": "space", "title": "Demo"}]
    tree["submission"] |= {"complete": ["corpus", "demo"], "accepted": [["corpus"]]}
    return tree | {"slug": "varied", "rubric": _rubric(), "jury": _jury(), "prizes": _prizes()} | changes


def _rubric() -> dict[str, Any]:
    own = [
        {"key": key, "title": f"Dato {number}", "scale_max": most}
        for number, (key, most) in enumerate(zip(DATA_KEYS, OWN_SCALES, strict=True), start=1)
    ]
    own[0] |= {"levels": LEVELS, "description": "Lo que se ve en las primeras filas"}
    app = [{"key": "app-use", "title": "Se usa"}, {"key": "app-speed", "title": "Es rápida"}]
    return {
        "scale_min": 0,
        "scale_max": 5,
        "absent_group": "rescale",
        "juror_point": 1,
        "maximum": 10,
        "groups": [
            {"key": "data", "title": "Datos", "points": 6, "tracks": ["datos"], "criteria": own},
            {"key": "app", "title": "App", "points": 6, "artefact": "demo", "tracks": ["apps"], "criteria": app},
            {"key": "both", "title": "Proyecto", "points": 2, "criteria": [{"key": "idea", "title": "Idea"}]},
            {
                "key": "sdg",
                "title": "ODS",
                "points": 1,
                "in_total": False,
                "criteria": [{"key": "goals", "title": "Objetivos", "scale_max": 4}],
            },
        ],
        "caps": [{"artefacts": ["corpus"], "points": 5}],
        "activities": [
            {"key": "prompts", "title": "Prompts escritos", "step": 50, "points": 0.5, "most": 2},
            {"key": "checks", "title": "Traducciones validadas", "step": 10, "points": 0.25, "most": 1.5},
        ],
    }


def _jury() -> dict[str, Any]:
    return {
        "method": "trimmed",
        "reviews": 5,
        "reviews_per_judge": 6,
        "finals": {"projects": 4},
        "ties": {"probability": 0.8, "fresh_reviews": 1, "order": ["total", "both", "median"]},
        "blind": True,
        "anonymous_comments": False,
        "detected": ["team", "mentor"],
        "free_email_domains": ["correo.example"],
        "signatures": 3,
        "published": "totals",
        "tracks": [{"key": "datos", "title": {"es": "Datos", "en": "Data"}}, {"key": "apps", "title": "Apps"}],
        "by_track": True,
    }


def _prizes() -> list[dict[str, Any]]:
    money = {"key": "money", "title": "300 €", "per": "team", "claim": True, "sponsor": "Banco Ejemplo"}
    ticket = {"key": "ticket", "title": "Entrada", "codes": True, "opt_in": "news"}
    return [
        {"key": "first", "title": "Primero", "audience": "place", "place": 1, "benefits": [money, ticket, "Fama"]},
        {"key": "green", "title": "Mención ODS", "audience": "mention", "by": "group", "group": "sdg"},
        {"key": "likes", "title": "Mención del público", "audience": "mention", "by": "likes"},
        {"key": "jury", "title": "Mención del jurado", "audience": "mention"},
    ]
