"""How an edition evaluates models: suites of tasks, where they run, what that may cost, and which likes count. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from hackathon.editions.rules.artefacts import ArtefactKind
from hackathon.editions.rules.texts import Text


class EvaluationBackend(StrEnum):
    """Where evaluations run: on workers of one's own that listen to the ``gpu`` queue, or on the Hub's Jobs."""

    LOCAL = "local"
    HF_JOBS = "hf-jobs"


class Dtype(StrEnum):
    """In which numbers a model computes. AUTO: bfloat16 where the hardware has it, else float32."""

    AUTO = "auto"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


class Engine(StrEnum):
    """With what a model computes: transformers (HF, as the harness calls it), or vLLM, which is faster and rounds otherwise."""

    HF = "hf"
    VLLM = "vllm"


@dataclass(frozen=True, slots=True)
class TaskRules:
    """A task of the harness and what of it counts.

    ``num_fewshot``: examples shown before each question (None: what the task itself says). ``metric`` and ``filter`` as the
    harness names them. ``weight``: its share in the mean. ``chance``: what guessing gives, from 0 to 1 (None: not known).
    ``lower_is_better``: for metrics such as perplexity.
    """

    task: str
    metric: str
    language: str
    num_fewshot: int | None = None
    filter: str = "none"
    weight: float = 1.0
    chance: float | None = None
    lower_is_better: bool = False
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class SuiteRules:
    """The tasks of a board. Results of different ``version`` never stand in the same one.

    ``include``: the folder of our own tasks that it needs, by name (empty: the harness's own tasks only). ``chat_template``: the
    model's template is put around each question. ``limit``: so many questions of each task only (None: all); a run with a limit
    is for trying, and partial by its nature. ``normalised``: each task counts from its chance level up.
    """

    key: str
    title: Text
    version: int
    tasks: tuple[TaskRules, ...]
    description: Text | None = None
    include: str = ""
    chat_template: bool = False
    limit: int | None = None
    normalised: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its tasks, in their order."""
        return tuple(dict.fromkeys(task.language for task in self.tasks))


@dataclass(frozen=True, slots=True)
class FlavorRule:
    """Models of at most so many weights run on this flavor of the Hub's Jobs."""

    up_to_parameters: int
    flavor: str


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """What evaluations may cost, in hours of a GPU and in US dollars, for the edition and for each team (None: no limit)."""

    gpu_hours: float | None = None
    dollars: float | None = None
    team_gpu_hours: float | None = None
    team_dollars: float | None = None

    @property
    def limits(self) -> bool:
        """Whether anything is limited at all."""
        return any(one is not None for one in (self.gpu_hours, self.dollars, self.team_gpu_hours, self.team_dollars))


@dataclass(frozen=True, slots=True)
class LikesRules:
    """``mentions``: how many of the most liked get an honourable mention, for each of ``kinds`` and among the projects (0: none).

    ``own_likes``: whether those of a team's own people count for its place; they are shown apart in any case.
    """

    mentions: int = 1
    kinds: tuple[ArtefactKind, ...] = ()
    own_likes: bool = True


@dataclass(frozen=True, slots=True)
class EvaluationRules:
    """Which suites every delivered model runs, and with which settings.

    ``baselines``: models that are evaluated for comparison, as ``org/name`` or ``org/name@revision``. ``seed``: of the harness.
    ``engine``: part of what makes a result what it is; vLLM has to be installed where evaluations run.
    ``batch_size``: 0 lets memory decide. ``timeout_minutes``: of a whole job. ``namespace``, ``image`` and ``flavors`` are for
    the Hub's Jobs: who pays, what runs, on what.
    """

    suites: tuple[SuiteRules, ...] = ()
    backend: EvaluationBackend = EvaluationBackend.LOCAL
    baselines: tuple[str, ...] = ()
    engine: Engine = Engine.HF
    dtype: Dtype = Dtype.AUTO
    batch_size: int = 0
    seed: int = 1234
    timeout_minutes: int = 360
    namespace: str = ""
    image: str = ""
    flavors: tuple[FlavorRule, ...] = ()
    budget: BudgetRules = field(default_factory=BudgetRules)
    likes: LikesRules = field(default_factory=LikesRules)

    def suite(self, key: str) -> SuiteRules | None:
        """The suite of that key."""
        return next((suite for suite in self.suites if suite.key == key), None)

    def flavor(self, parameters: int | None) -> str:
        """The smallest flavor for a model of so many weights (None: not known, the largest). Empty: there is none.

        >>> rules = EvaluationRules(flavors=(FlavorRule(2_000_000_000, "t4-small"), FlavorRule(8_600_000_000, "l4x1")))
        >>> [rules.flavor(parameters) for parameters in (10**9, 7 * 10**9, 13 * 10**9, None)]
        ['t4-small', 'l4x1', '', 'l4x1']
        """
        fitting = sorted(self.flavors, key=lambda rule: rule.up_to_parameters)
        if parameters is None:
            return fitting[-1].flavor if fitting else ""
        return next((rule.flavor for rule in fitting if parameters <= rule.up_to_parameters), "")
