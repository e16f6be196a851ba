"""What the page of an edition's rules says of the rubric, the jury and the prizes, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hackathon.editions.rules import (
    Audience,
    EditionRules,
    MentionBy,
    Prize,
    ResultsDetail,
    RubricGroup,
)
from hackathon.editions.wording import in_words
from judging import results_wording


def context(rules: EditionRules) -> Mapping[str, Any]:
    """For the templates in ``pages/rules``."""
    return {
        "rubric_groups": [_group(group, rules) for group in rules.rubric.groups],
        "method": results_wording.method(rules.jury.method),
        "tie_chance": results_wording.chance(rules.jury.ties.probability),
        "tie_chain": results_wording.chain(rules.jury.ties.order, rules.rubric),
        "published": _published(rules.jury.published),
        "prizes": [{"prize": prize, "how": _how(prize, rules)} for prize in rules.prizes],
    }


def _group(group: RubricGroup, rules: EditionRules) -> Mapping[str, Any]:
    """A group with its criteria; weights and scales are told where they differ."""
    uneven = len({criterion.weight for criterion in group.criteria}) > 1
    titles = [in_words(track.title) for track in rules.jury.tracks if track.key in group.tracks]
    return {
        "key": group.key,
        "title": group.title,
        "points": group.points,
        "number": 1 if group.points == 1 else 2,  # half a point is said like several
        "in_total": group.in_total,
        "tracks": ", ".join(titles),
        "criteria": [
            {
                "criterion": criterion,
                "share": criterion.weight if uneven else None,
                "scale": criterion.scale_max,
            }
            for criterion in group.criteria
        ],
    }


def _published(detail: ResultsDetail) -> str:
    return {
        ResultsDetail.PLACES: _("Todo el mundo ve los puestos; cada equipo, además, sus puntos."),
        ResultsDetail.TOTALS: _(
            "Todo el mundo ve los puestos y los totales; cada equipo, además, sus puntos por grupo."
        ),
        ResultsDetail.GROUPS: _("Todo el mundo ve los puestos, los totales y los puntos de cada grupo."),
    }[detail]


def _how(prize: Prize, rules: EditionRules) -> str:
    """Who decides a mention; empty for anything else, whose title says it."""
    if prize.audience != Audience.MENTION:
        return ""
    if prize.by is MentionBy.LIKES:
        return _("Se cuentan los ❤️ del Hub una sola vez, en un momento fijado de antemano.")
    if prize.by is MentionBy.GROUP:
        group = next((group for group in rules.rubric.groups if group.key == prize.group), None)
        title = in_words(group.title) if group else prize.group
        return _("Para el proyecto con más puntos en «%(group)s».") % {"group": title}
    return _("La decide el jurado.")
