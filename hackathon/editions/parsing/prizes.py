"""What can be won, and how projects are presented. Pure."""

from collections.abc import Mapping
from typing import Any

from hackathon.editions.parsing import words
from hackathon.editions.reading import INVALID, Invalid, Maybe, Place, boolean, integer, list_of, one_of, record, string
from hackathon.editions.rules import Audience, Benefit, MentionBy, Presentation, Prize, Share

_kept_benefit = record(
    Benefit,
    {
        "key": words.key,
        "title": words.text,
        "per": Maybe(one_of(Share, "reparto desconocido"), Share.PERSON),
        "codes": Maybe(boolean, False),
        "opt_in": Maybe(words.key, ""),
        "claim": Maybe(boolean, False),
        "sponsor": Maybe(string, ""),
    },
)


def _benefit(value: Any, place: Place) -> Benefit | Invalid:
    """A text, for what is only told; or a table with a key."""
    if isinstance(value, Mapping) and not {"key", "title"}.isdisjoint(value):
        return _kept_benefit(value, place)
    title = words.text(value, place)
    return INVALID if title is INVALID else Benefit(title)


def _place_goes_with_audience(prize: Prize, place: Place) -> None:
    if prize.audience == Audience.PLACE and prize.place is None:
        place.key("place").refuse("falta el puesto al que corresponde")
    if prize.audience != Audience.PLACE and prize.place is not None:
        place.key("place").refuse("solo tiene sentido con audience = «place»")


def _mention_says_how(prize: Prize, place: Place) -> None:
    if prize.by is not MentionBy.JURY and prize.audience != Audience.MENTION:
        place.key("by").refuse("solo tiene sentido con audience = «mention»")
    if prize.by is MentionBy.GROUP and not prize.group:
        place.key("group").refuse("falta el grupo de la rúbrica que decide la mención")
    if prize.group and prize.by is not MentionBy.GROUP:
        place.key("group").refuse("solo tiene sentido con by = «group»")


prize = record(
    Prize,
    {
        "key": words.key,
        "title": words.text,
        "audience": one_of(Audience, "destinatario desconocido"),
        "place": Maybe(integer(1, words.MANY)),
        "benefits": Maybe(list_of(_benefit, unique="key"), ()),
        "by": Maybe(one_of(MentionBy, "forma de decidir desconocida"), MentionBy.JURY),
        "group": Maybe(words.key, ""),
    },
    [_place_goes_with_audience, _mention_says_how],
)
presentation = record(
    Presentation,
    {
        "key": words.key,
        "title": words.text,
        "minutes": integer(1, 24 * 60),
        "format": one_of(("live", "video"), "formato desconocido"),
    },
)
