"""What whoever listens to an engine can do: a recorder that stores what it says, a command that prints it."""

from typing import Protocol

from submissions.evaluation.events import Event


class Listener(Protocol):
    """Takes in what an engine says. What it raises ends the engine."""

    def take(self, line: str) -> None:
        """A line of the evaluation."""

    def note(self, line: str) -> Event | None:
        """A line of what comes before it; the event that it is."""

    def rest(self) -> None:
        """Called about twice a second."""
