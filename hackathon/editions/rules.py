"""The rules of an edition as a frozen tree. Pure: no Django, no clock, no Hub.

A TOML file (``data/<slug>.toml``) or the JSON kept in ``Edition.rules`` is read by ``parse_rules``; both give equal trees.
Code asks these objects; it never names a year, an organisation or a rubric group.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hackathon.editions.audit_rules import AuditRules, ColumnRole, ColumnWhen, SectionRole


class ArtefactKind(StrEnum):
    """The parts that a project can consist of. Which are asked for is the edition's business."""

    CORPUS = "corpus"
    MODEL = "model"
    DEMO = "demo"


class Phase(StrEnum):
    """Where an edition stands at a moment."""

    BEFORE = "before"
    REGISTRATION = "registration"
    BUILDING = "building"
    JUDGING = "judging"
    RESULTS = "results"


class Delivery(StrEnum):
    """How a delivery that arrives at a moment is taken. LATE: accepted, and flagged as late."""

    EARLY = "early"
    OPEN = "open"
    GRACE = "grace"
    LATE = "late"
    CLOSED = "closed"

    @property
    def taken(self) -> bool:
        """Whether it is accepted at all."""
        return self in (Delivery.OPEN, Delivery.GRACE, Delivery.LATE)


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


class AbsentGroup(StrEnum):
    """What a rubric group is worth for a project that has none of its artefact."""

    ZERO = "zero"
    RESCALE = "rescale"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages: ``{"es": "Corpus", "en": "Dataset"}``; the first is the one shown when a language is missing."""

    translations: tuple[tuple[str, str], ...]

    def in_language(self, code: str) -> str:
        """The text in ``code`` ("en", "es-mx"), else in its base language, else the first that there is."""
        texts = dict(self.translations)
        return texts.get(code) or texts.get(code.split("-")[0]) or self.translations[0][1]

    def __str__(self) -> str:
        return self.translations[0][1]


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time, ``opens_at <= at < closes_at``, both timezone-aware."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretches in which things may be done, and the moment from which results may be published.

    ``video``: when the video's address may be given or changed (None: as long as the delivery). ``likes_at``: the moment at
    which likes are counted (None: the edition counts none).
    """

    registration: Window
    teams: Window
    submission: Window
    judging: Window
    results_at: datetime
    video: Window | None = None
    likes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """How strict the close of the delivery is, in whole minutes after it.

    For ``grace_minutes`` a delivery or a commit still counts as in time; for ``late_minutes`` more a delivery is accepted
    and flagged as late, and commits no longer count.
    """

    grace_minutes: int = 0
    late_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date that people should know, in the order of time. ``at`` None: announced later.

    ``whole_day``: only the day is known; ``at`` is then its first moment in the edition's time zone.
    """

    key: str
    title: Text
    at: datetime | None
    whole_day: bool = False


class Requirement(StrEnum):
    """What a person may have to bring before they get a seat in a team."""

    REGISTRATION = "registration"
    HUB_ACCOUNT = "hub_account"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class TeamRules:
    """How many people a team has, both ends included, and what each of them needs to have first."""

    min_size: int
    max_size: int
    requires: frozenset[Requirement] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a form offers."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its possible answers; nobody has to answer it."""

    key: str
    title: Text
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What people are asked when they register. An empty list means that the form does not ask.

    ``languages`` are ISO 639 codes, with the country for a variety (``es_MX``). ``conduct`` is the code of conduct to
    consent to (None: there is none). ``demographics`` are shown in aggregate only, and no group of fewer than
    ``smallest_group`` people.
    """

    languages: tuple[str, ...] = ()
    experience: tuple[Choice, ...] = ()
    skills: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()
    conduct: Text | None = None
    demographics: tuple[Question, ...] = ()
    smallest_group: int = 5


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


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a judge scores. ``weight`` is its share within its group. ``checks``: what the audit can say about it, by id."""

    key: str
    title: Text
    weight: int = 1
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RubricGroup:
    """Criteria that share ``points``. ``artefact`` names the part it judges; None: it applies to every project."""

    key: str
    title: Text
    points: float
    artefact: ArtefactKind | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """A project made of only ``artefacts`` gets at most ``points``."""

    artefacts: frozenset[ArtefactKind]
    points: float


@dataclass(frozen=True, slots=True)
class Rubric:
    """Each criterion is scored in whole steps from ``scale_min`` to ``scale_max``; a total is in points, at most ``max_points``.

    ``juror_point``: extra points that each juror may give to one project (0: none).
    """

    scale_min: int
    scale_max: int
    groups: tuple[RubricGroup, ...]
    absent_group: AbsentGroup
    caps: tuple[Cap, ...] = ()
    juror_point: float = 0.0

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def max_points(self) -> float:
        return sum(group.points for group in self.groups)


@dataclass(frozen=True, slots=True)
class Prize:
    """``place`` None: not for a place on the ranking. ``audience`` is one of participants, submitters, place, mention."""

    key: str
    title: Text
    audience: str
    place: int | None
    benefits: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class OptIn:
    """A box that a team may tick on the delivery form."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Presentation:
    """A talk that a team gives, of at most ``minutes``. ``format`` is live or video."""

    key: str
    title: Text
    minutes: int
    format: str


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


@dataclass(frozen=True, slots=True)
class EditionRules:
    """Everything that an edition decides. ``notice`` is shown on every page of the edition (empty: none)."""

    slug: str
    title: Text
    description: Text
    notice: Text | None
    timezone: str
    windows: Windows
    milestones: tuple[Milestone, ...]
    team: TeamRules
    submission: SubmissionRules
    hub: HubRules
    dataset: DatasetRules
    model: ModelRules
    demo: DemoRules
    rubric: Rubric
    prizes: tuple[Prize, ...]
    presentations: tuple[Presentation, ...]
    registration: RegistrationRules = RegistrationRules()
    deadline: DeadlineRules = DeadlineRules()
    audit: AuditRules = field(default_factory=AuditRules)

    @property
    def counts_until(self) -> datetime:
        """The first moment at which deliveries and commits no longer count as in time: the close and its grace."""
        return self.windows.submission.closes_at + timedelta(minutes=self.deadline.grace_minutes)

    @property
    def taken_until(self) -> datetime:
        """The first moment at which no delivery is taken any more, not even as a late one."""
        return self.counts_until + timedelta(minutes=self.deadline.late_minutes)

    @property
    def delivery_window(self) -> Window:
        """When deliveries are taken, those in the grace and late ones too."""
        return Window(self.windows.submission.opens_at, self.taken_until)

    @property
    def video_window(self) -> Window:
        """When the video's address may be given or changed."""
        return self.windows.video or self.delivery_window

    def delivery(self, at: datetime) -> Delivery:
        """How a delivery that arrives at ``at`` is taken."""
        if at < self.windows.submission.opens_at:
            return Delivery.EARLY
        if at < self.windows.submission.closes_at:
            return Delivery.OPEN
        if at < self.counts_until:
            return Delivery.GRACE
        return Delivery.LATE if at < self.taken_until else Delivery.CLOSED

    def phase(self, at: datetime) -> Phase:
        """Where the edition stands at ``at``. Building lasts while submissions are taken; between two windows the earlier phase lasts."""
        if at >= self.windows.results_at:
            return Phase.RESULTS
        if at >= self.windows.submission.closes_at:
            return Phase.JUDGING
        if at >= self.windows.submission.opens_at:
            return Phase.BUILDING
        if at >= self.windows.registration.opens_at:
            return Phase.REGISTRATION
        return Phase.BEFORE
