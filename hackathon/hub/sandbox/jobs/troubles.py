"""Trouble with Jobs on demand."""

from dataclasses import asdict, dataclass, field
from typing import Any

from hackathon.hub.sandbox.records import SandboxError

KINDS = {
    "without_credit": list,
    "stuck": bool,
    "silent": bool,
    "late": int | float,
    "cut_after": int | None,
    "split": int | None,
    "flood": int,
}


@dataclass(slots=True)
class Troubles:
    """What goes wrong while it is set.

    ``without_credit``: namespaces that cannot pay. ``stuck``: Jobs stay in SCHEDULING. ``silent``: logs say nothing at all.
    ``late``: so many seconds pass between the start of a Job and the answer that says so. ``cut_after``: the connection of
    a log breaks after so many lines. ``split``: longer lines come in pieces of so many bytes, as from container runtimes
    that know no better. ``flood``: so many bytes of chatter begin every log.
    """

    without_credit: set[str] = field(default_factory=set)
    stuck: bool = False
    silent: bool = False
    late: float = 0.0
    cut_after: int | None = None
    split: int | None = None
    flood: int = 0

    def set(self, content: dict[str, Any]) -> None:
        """Change what ``content`` names; SandboxError when it makes no sense."""
        for key, value in content.items():
            if key not in KINDS or not isinstance(value, KINDS[key]):
                raise SandboxError(f"{key} is none of {sorted(KINDS)}, or its value makes no sense")
        for key, value in content.items():
            setattr(self, key, set(value) if key == "without_credit" else value)

    def clear(self) -> None:
        """Back to good health."""
        healthy = Troubles()
        for key in KINDS:
            setattr(self, key, getattr(healthy, key))

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"without_credit": sorted(self.without_credit)}
