"""How the jury works. Pure."""

from typing import Any

from hackathon.editions.parsing import words
from hackathon.editions.reading import (
    INVALID,
    Invalid,
    Maybe,
    Place,
    Reader,
    boolean,
    integer,
    list_of,
    matching,
    one_of,
    points,
    record,
)
from hackathon.editions.rules import (
    ConflictKind,
    FinalsRules,
    JuryRules,
    Method,
    ResultsDetail,
    TieRules,
    Track,
)

_domain = matching(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "un dominio, como «universidad.edu»")


def _probability(value: Any, place: Place) -> float | Invalid:
    found = points(most=1)(value, place)
    return place.refuse("debe ser más que 0,5 y menos que 1") if found is not INVALID and not 0.5 < found < 1 else found


def _list(reader: Reader) -> Reader:
    return list_of(reader, distinct=True)


_finals = record(FinalsRules, {"projects": integer(0, words.MANY), "reviews": Maybe(integer(1, 50), 2)})
_ties = record(
    TieRules,
    {
        "probability": Maybe(_probability, 0.75),
        "fresh_reviews": Maybe(integer(0, 50), 2),
        "order": Maybe(list_of(words.key, distinct=True, at_least=1), TieRules.__dataclass_fields__["order"].default),
    },
)
_default = JuryRules()
jury_rules = record(
    JuryRules,
    {
        "method": Maybe(one_of(Method, "método desconocido"), _default.method),
        "reviews": Maybe(integer(1, 50), _default.reviews),
        "reviews_per_judge": Maybe(integer(0, words.MANY), _default.reviews_per_judge),
        "finals": Maybe(_finals, _default.finals),
        "ties": Maybe(_ties, _default.ties),
        "blind": Maybe(boolean, _default.blind),
        "anonymous_comments": Maybe(boolean, _default.anonymous_comments),
        "detected": Maybe(_list(one_of(ConflictKind, "conflicto desconocido")), _default.detected),
        "free_email_domains": Maybe(_list(_domain), _default.free_email_domains),
        "signatures": Maybe(integer(1, 10), _default.signatures),
        "published": Maybe(one_of(ResultsDetail, "detalle desconocido"), _default.published),
        "tracks": Maybe(list_of(record(Track, {"key": words.key, "title": words.text}), unique="key"), ()),
        "by_track": Maybe(boolean, _default.by_track),
    },
)
