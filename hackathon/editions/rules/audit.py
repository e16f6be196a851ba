"""What an edition asks of the audit: which checks apply, how severe they are, and with which values. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a check weighs.

    REQUIRED: it may fail. RECOMMENDED: what would fail is a warning. INFORMATIVE: said, but it counts for nothing. OFF: not asked.
    """

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    INFORMATIVE = "informative"
    OFF = "off"


class ColumnRole(StrEnum):
    """What a column is for, whatever an edition calls it. Checks ask for a role, never for a name."""

    QUESTION = "question"
    ANSWER = "answer"
    LANGUAGE = "language"
    REGISTER = "register"
    PERIOD = "period"
    DOMAIN = "domain"
    TASK = "task"
    COUNTRY = "country"
    SOURCE = "source"
    PROMPT = "prompt"
    MODEL = "model"


class SectionRole(StrEnum):
    """What a section that some check treats apart is about, whatever an edition calls it. Checks ask for a role, never for a key."""

    DESCRIPTION = "description"
    MOTIVATION = "motivation"
    TEAM = "team"


class ColumnWhen(StrEnum):
    """For which corpora a column is asked: all of them, those taken from elsewhere, or those that a model wrote."""

    ALWAYS = "always"
    SCRAPED = "scraped"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class CheckRule:
    """How severe a check is in this edition. ``check`` is its id; ``dataset.*`` means all of that family."""

    check: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class AuditRules:
    """``checks``: severities that differ from a check's own; of several that match the last holds. ``guide``: the address of the
    edition's guide, which the advice links to (empty: none).

    Shares are percentages of rows above which something is said: ``dominant_percent`` of one value in a column, ``same_percent``
    of one question or answer. ``thin_words``: a section of fewer words is thin. ``few_rows``: a corpus of fewer rows is small.
    ``short_question`` and ``long_text`` are characters: half of the questions being shorter, or one text being longer, is said.
    """

    checks: tuple[CheckRule, ...] = ()
    guide: str = ""
    thin_words: int = 15
    repeated_percent: int = 5
    nearly_repeated_percent: int = 10
    other_language_percent: int = 10
    dominant_percent: int = 80
    same_percent: int = 90
    few_rows: int = 100
    short_question: int = 10
    long_text: int = 20_000

    def severity(self, check: str, default: Severity) -> Severity:
        """How severe the check of that id is in this edition.

        >>> rules = AuditRules(checks=(CheckRule("demo.*", Severity.RECOMMENDED), CheckRule("demo.running", Severity.OFF)))
        >>> [str(rules.severity(id, Severity.REQUIRED)) for id in ("demo.running", "demo.card", "repo.exists")]
        ['off', 'recommended', 'required']
        """
        return next((rule.severity for rule in reversed(self.checks) if names_check(rule.check, check)), default)


def names_check(named: str, check: str) -> bool:
    """Whether an edition that names ``named`` means the check of that id: by its id, or as one of a family.

    >>> [names_check(named, "card.yaml") for named in ("card.yaml", "card.*", "card", "repo.*")]
    [True, True, False, False]
    """
    return named in (check, f"{check.partition('.')[0]}.*")
