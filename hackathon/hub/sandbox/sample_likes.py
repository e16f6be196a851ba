"""Who likes the sample repos, and since when: one after the other, until some days after the deadline."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

LIKERS: Final = (
    "abril-lee", "ana-kuna", "beto-datos", "cami-nlp", "chepe", "dafne", "eli-traduce", "fabi-g", "gael-m", "hilda-r",
    "inti", "itzel", "javi-lenguas", "kika", "lautaro", "lucia-px", "mael", "nahuel-s", "nerea", "olmo", "paz-corpus",
    "quique", "rocio-ml", "sami-aymara", "tere", "uxia", "vico", "wara", "xoel", "yatzil",
)  # fmt: skip
LIKES: Final[Mapping[str, int]] = {
    "refranero-vivo-it": 17,
    "refranero-vivo-gemma-2b": 9,
    "refranero-vivo-demo": 21,
    "recetas-tierra": 6,
    "recetas-tierra-modelo": 2,
    "recetas-tierra-demo": 11,
    "tramites-claros": 13,
    "salud-cercana-it": 12,
    "salud-cercana-mistral-7b": 8,
    "salud-cercana-demo": 15,
}
"""How many each repo has in the end, by its name."""
OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "refranero-vivo-it": ("alicia",),
    "refranero-vivo-demo": ("alicia", "bruno"),
    "recetas-tierra-demo": ("diego",),
    "tramites-claros": ("elena", "alicia"),
    "salud-cercana-demo": ("fernanda",),
}
"""Participants among them, some of whom like what their own team made."""
UNTIL: Final = timedelta(days=4)
"""So long after the deadline the last ones come."""


def likers_of(repo_id: str, *, since: datetime, deadline: datetime) -> dict[str, datetime]:
    """Who likes a repo that is there ``since``, and from when on. The same people for the same repo, whatever the dates.

    >>> from datetime import UTC
    >>> dates = {"since": datetime(2024, 3, 20, tzinfo=UTC), "deadline": datetime(2024, 3, 30, tzinfo=UTC)}
    >>> {name: f"{at:%d %H:%M}" for name, at in likers_of("somos-demo/recetas-tierra-modelo", **dates).items()}
    {'paz-corpus': '27 00:00', 'wara': '03 00:00'}
    """
    name = repo_id.partition("/")[2]
    total = LIKES.get(name, 0)
    own = OWN.get(name, ())
    start = sum(map(ord, name)) % len(LIKERS)
    strangers = [LIKERS[(start + 7 * place) % len(LIKERS)] for place in range(total - len(own))]
    names = [*strangers[:2], *own, *strangers[2:]]
    span = deadline + UNTIL - since
    return {who: since + span * place / total for place, who in enumerate(names, start=1)}
