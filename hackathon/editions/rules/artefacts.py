"""What a corpus, a model and a demo must have, and where they live. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.audit import ColumnRole, ColumnWhen, SectionRole
from hackathon.editions.rules.texts import Text


class ArtefactKind(StrEnum):
    """The parts that a project can consist of. Which are asked for is the edition's business."""

    CORPUS = "corpus"
    MODEL = "model"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that every example of a corpus has.

    ``values`` empty: free text. ``open``: other values may appear too (they are reported, not refused).
    ``subvalues``: a value may carry a suffix, ``literatura_poesia`` counts as ``literatura``.
    ``pattern``: a regular expression that a whole value must match, for values that are codes.
    ``role``: what it is for. ``aliases``: other names under which people write it. ``when``: for which corpora it is asked.
    """

    name: str
    description: Text
    required: bool = True
    nullable: bool = False
    values: tuple[str, ...] = ()
    open: bool = False
    subvalues: bool = False
    pattern: str = ""
    group: str = ""
    role: ColumnRole | None = None
    aliases: tuple[str, ...] = ()
    when: ColumnWhen = ColumnWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class CardSection:
    """A section that a card must fill. ``headings`` are those of any language under which it is found.

    ``required`` false: it is only recommended. ``min_words``: fewer are thin (0: the audit's ``thin_words``). ``role``: what it
    is about.
    """

    key: str
    title: Text
    headings: tuple[str, ...]
    required: bool = True
    min_words: int = 0
    role: SectionRole | None = None


@dataclass(frozen=True, slots=True)
class CardRules:
    """What a card of one repo type must have: YAML keys and filled sections."""

    metadata: tuple[str, ...]
    sections: tuple[CardSection, ...]

    def of_role(self, *roles: SectionRole) -> tuple[CardSection, ...]:
        """The sections with one of these roles, in the order of the rules."""
        return tuple(section for section in self.sections if section.role in roles)


@dataclass(frozen=True, slots=True)
class DatasetRules:
    """What a corpus must have: columns, a language, a card, and a file with one of ``script_suffixes`` that made it.

    ``instructions_suffix`` and ``preferences_suffix`` end the names of corpora of instructions and of preferences (empty: any
    name). ``licenses``: those that may be used, as the Hub writes them (empty: any). ``evaluation_sets``: names of sets that no
    corpus may contain.
    """

    columns: tuple[Column, ...]
    languages: tuple[str, ...]
    card: CardRules
    script_suffixes: tuple[str, ...]
    instructions_suffix: str = ""
    preferences_suffix: str = ""
    licenses: tuple[str, ...] = ()
    evaluation_sets: tuple[str, ...] = ()

    @property
    def required_columns(self) -> frozenset[str]:
        """Those asked of every corpus."""
        return frozenset(column.name for column in self.columns if column.required and column.when == ColumnWhen.ALWAYS)

    def of_role(self, *roles: ColumnRole) -> tuple[Column, ...]:
        """The columns with one of these roles, in the order of the rules."""
        return tuple(column for column in self.columns if column.role in roles)


@dataclass(frozen=True, slots=True)
class ModelRules:
    """``max_parameters`` is the largest allowed number of weights (a "7B class" model has a little over seven billion).

    ``licenses`` as in ``DatasetRules``.
    """

    max_parameters: int
    class_name: str
    languages: tuple[str, ...]
    base_model_required: bool
    card: CardRules
    script_suffixes: tuple[str, ...]
    licenses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoRules:
    """``healthy_stages`` are the Hub's runtime stages that count as a demo that works.

    ``hardware``: what it may run on, in the Hub's words (empty: anything). ``answer_seconds``: within which it answers.
    ``mentions``: what it should tell its visitors, found by any of the words in ``headings``.
    """

    healthy_stages: tuple[str, ...]
    card: CardRules
    hardware: tuple[str, ...] = ()
    answer_seconds: int = 20
    mentions: tuple[CardSection, ...] = ()


@dataclass(frozen=True, slots=True)
class HubRules:
    """``organisations`` that repos should live in (the first is home).

    ``bots`` and ``organisers`` are accounts whose commits are no team's late work.
    """

    organisations: tuple[str, ...]
    bots: tuple[str, ...]
    organisers: tuple[str, ...] = ()
