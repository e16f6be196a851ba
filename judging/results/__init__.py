"""An edition's results as data: from reviews and decisions to what is frozen, and back. Pure."""

from judging.results.deciding import Place, may_order, placed, tied
from judging.results.derivation import Derivation, derive
from judging.results.lines import Board, Line, boards, left_out, line
from judging.results.material import DRAWS, SEED, Decided, Given, Liked, Material, Project, earned, totals
from judging.results.outcome import outcome, ranking
from judging.results.payload import BadPayload, Payload, canonical, digest, number, plain, read, read_rules, rules_text

__all__ = [
    "DRAWS",
    "SEED",
    "BadPayload",
    "Board",
    "Decided",
    "Derivation",
    "Given",
    "Liked",
    "Line",
    "Material",
    "Payload",
    "Place",
    "Project",
    "boards",
    "canonical",
    "derive",
    "digest",
    "earned",
    "left_out",
    "line",
    "may_order",
    "number",
    "outcome",
    "placed",
    "plain",
    "ranking",
    "read",
    "read_rules",
    "rules_text",
    "tied",
    "totals",
]
