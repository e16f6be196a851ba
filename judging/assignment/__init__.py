"""Who reviews what: fair, repeatable, and with reasons. Pure."""

from judging.assignment.problem import BEST, EXPERT, NEUTRAL, Hold, Id, Judge, Pair, Problem, Project, affinity, reads
from judging.assignment.solution import Change, Gave, Given, Solution, Why
from judging.assignment.solving import assign

__all__ = [
    "BEST",
    "EXPERT",
    "NEUTRAL",
    "Change",
    "Gave",
    "Given",
    "Hold",
    "Id",
    "Judge",
    "Pair",
    "Problem",
    "Project",
    "Solution",
    "Why",
    "affinity",
    "assign",
    "reads",
]
