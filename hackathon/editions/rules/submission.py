"""What a delivery consists of and what its form asks. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.artefacts import ArtefactKind
from hackathon.editions.rules.texts import Choice, Text


class ProjectField(StrEnum):
    """What a delivery may be asked beside its title, summary, repos and goals."""

    IMPACT = "impact"
    VIDEO = "video"
    CODE = "code"
    LANGUAGES = "languages"
    CONSENT = "consent"


class AnswerType(StrEnum):
    """What a question of an edition's own is answered with."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    URL = "url"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class ArtefactRules:
    """How many repos of one kind a submission may name. ``repo_type`` is the Hub's: dataset, model, space.

    ``elsewhere``: an address outside the Hub is taken too, and marked as one that nobody can check.
    """

    kind: ArtefactKind
    repo_type: str
    title: Text
    max_count: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class OptIn:
    """A box that a team may tick on the delivery form."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class AskedField:
    """One of the fields that an edition may ask for."""

    key: ProjectField
    required: bool = False


@dataclass(frozen=True, slots=True)
class SubmissionQuestion:
    """A question of the edition's own on the delivery form. ``options`` only for CHOICE and CHOICES."""

    key: str
    title: Text
    answer: AnswerType
    required: bool = False
    help: Text | None = None
    options: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionRules:
    """``complete`` is a whole project; ``accepted`` lists the other sets of artefacts that are taken too.

    ``fields`` and ``questions`` are what the form asks beside title, summary, repos and goals; ``languages`` are the codes
    offered for the project's languages and varieties (empty: those of the registration).
    """

    artefacts: tuple[ArtefactRules, ...]
    complete: frozenset[ArtefactKind]
    accepted: tuple[frozenset[ArtefactKind], ...]
    opt_ins: tuple[OptIn, ...]
    fields: tuple[AskedField, ...] = ()
    questions: tuple[SubmissionQuestion, ...] = ()
    languages: tuple[str, ...] = ()

    def asked(self, key: ProjectField) -> AskedField | None:
        """The field as the edition asks for it; None where it does not."""
        return next((field for field in self.fields if field.key == key), None)

    def artefact(self, kind: ArtefactKind) -> ArtefactRules:
        return next(rules for rules in self.artefacts if rules.kind == kind)

    def accepts(self, kinds: frozenset[ArtefactKind]) -> bool:
        """True for a complete project or for one of the accepted smaller ones."""
        return kinds >= self.complete or kinds in self.accepted
