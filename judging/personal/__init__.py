"""What the jury keeps as part of a person's data: their reviews, how they came to be a judge, what they won, what they decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from judging.personal import deeds, jurors, outcomes, reviews, sayings

_PARTS = (reviews, jurors, outcomes, deeds, sayings)


def export(user: User) -> Mapping[str, Any]:
    return {key: told for part in _PARTS for key, told in part.export(user).items()}


def foretell(user: User) -> list[str]:
    """What becomes of what is others' too."""
    return [*reviews.foretell(user), *outcomes.foretell(user)]


def erase(user: User, at: datetime) -> None:
    sayings.erase(user, at)
    # Conflicts look at which reviews there are, so the reviews go last.
    jurors.erase(user, at)
    outcomes.erase(user, at)
    reviews.erase(user, at)


def merge(keep: User, gone: User, at: datetime) -> None:
    for part in _PARTS:
        part.merge(keep, gone, at)
    reviews.refuse_conflicts(keep)


KEEPER = Keeper(
    name="judging",
    title=gettext_lazy("Jurado, premios y certificados"),
    models=frozenset({"judging.Assignment"}) | jurors.MODELS | outcomes.MODELS | deeds.MODELS | sayings.MODELS,
    export=export,
    foretell=foretell,
    erase=erase,
    merge=merge,
    words={
        "edition": gettext_lazy("Edición"),
        "at": gettext_lazy("Cuándo"),
        "state": gettext_lazy("Estado"),
        "kind": gettext_lazy("Tipo"),
        "reason": gettext_lazy("Motivo"),
        **reviews.WORDS,
        **jurors.WORDS,
        **outcomes.WORDS,
        **deeds.WORDS,
        **sayings.WORDS,
    },
)
