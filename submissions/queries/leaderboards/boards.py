"""Which boards there are, and who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hackathon.accounts import roles
from hackathon.editions.models import Edition
from hackathon.editions.rules import SuiteRules
from submissions.models import EvaluationBoard
from submissions.queries.projects import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """The board of a suite as its rules are today. ``published_at`` None: for organisers only so far."""

    edition: Edition
    suite: SuiteRules
    published_at: datetime | None
    manages: bool


def boards_of(edition: Edition, user: Person) -> Sequence[Shown]:
    """The boards that somebody may see, in the order of the rules: those that are published, and for who runs the edition all.

    Two queries, the reader's role among them.
    """
    manages = roles.is_organiser(user, edition)
    published = {
        (suite, version): at
        for suite, version, at in EvaluationBoard.objects.filter(edition=edition).values_list(
            "suite", "suite_version", "published_at"
        )
    }
    boards = [
        Shown(edition, suite, published.get((suite.key, suite.version)), manages)
        for suite in edition.parsed_rules.evaluation.suites
    ]
    return [board for board in boards if manages or board.published_at]


def has_boards(edition: Edition, *, manages: bool) -> bool:
    """Whether there is a board that somebody may see; ``manages``: they run the edition. One query where it evaluates models."""
    suites = edition.parsed_rules.evaluation.suites
    versions = {(suite.key, suite.version) for suite in suites}
    if not suites or manages:
        return bool(suites)
    public = EvaluationBoard.objects.filter(edition=edition, published_at__isnull=False)
    return not versions.isdisjoint(public.values_list("suite", "suite_version"))


def shown_board(edition: Edition, key: str, user: Person) -> Shown | None:
    """The board of one suite, None where there is none that the person may know of."""
    return next((board for board in boards_of(edition, user) if board.suite.key == key), None)
