"""An edition's results as data: from reviews and decisions to what is frozen, and back. Pure."""

from judging.results.material import DRAWS, SEED, Decided, Given, Liked, Material, Project, earned, totals
from judging.results.payload import BadPayload, canonical, digest, number, plain, read, rules_text

__all__ = [
    "DRAWS",
    "SEED",
    "BadPayload",
    "Decided",
    "Given",
    "Liked",
    "Material",
    "Project",
    "canonical",
    "digest",
    "earned",
    "number",
    "plain",
    "read",
    "rules_text",
    "totals",
]
