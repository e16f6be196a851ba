"""The scripts and notebooks of a repo: what is in them, as far as a machine can tell. Pure."""

from dataclasses import dataclass

from submissions.audit.problems import Problem


@dataclass(frozen=True, slots=True)
class ScriptEvidence:
    """A script or notebook that was read. ``explained``: words of comments, docstrings and notebook texts; ``lines`` of code.

    ``libraries``: the top-level names that it imports.
    """

    path: str
    size: int
    lines: int = 0
    explained: int = 0
    libraries: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
