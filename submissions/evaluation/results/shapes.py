"""What is read of a result file, what of it is left out, and why a file may be none. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why a file holds no results that we can read."""

    TOO_BIG = "too_big"
    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    SAMPLES = "samples"
    """The answers to single questions, which the harness writes beside the results."""
    NOT_A_MAPPING = "not_a_mapping"
    OTHER_TOOL = "other_tool"
    NO_RESULTS = "no_results"
    RESULTS_NOT_A_MAPPING = "results_not_a_mapping"
    """As a fork of the harness's early days wrote them, a list with a row for each prompt."""
    TOO_MANY = "too_many"
    NO_SCORES = "no_scores"


class NotResults(Exception):
    """``code`` says why it is no file of results, ``facts`` what a sentence about it needs, ``skipped`` what was in its place."""

    def __init__(self, code: Refusal, *, skipped: "tuple[Skipped, ...]" = (), **facts: int | str) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts
        self.skipped = skipped


class Left(StrEnum):
    """Why something of a file was left out."""

    NOT_FINITE = "not_finite"
    """NaN or infinity: the task has no value. It is never taken for 0."""
    NOT_A_NUMBER = "not_a_number"
    STDERR = "stderr"
    """A standard error that is no number, and not the harness's own ``N/A``: the value counts without it."""
    BYPASS = "bypass"
    """The harness's stand-in where answers were only written down: nothing was scored."""
    DUPLICATE = "duplicate"
    """The same metric under its old name and its new one: the new one counts."""
    UNKNOWN_KEY = "unknown_key"
    UNLISTED = "unlisted"
    """A row that somebody added: no list of the file and no alias knows it as a task."""
    NOT_A_ROW = "not_a_row"
    NO_VALUES = "no_values"
    """A task that the file names and has no value of."""
    BAD_NAME = "bad_name"
    """A name that is empty or longer than any task's."""
    GROUP_WITHOUT_MEAN = "group_without_mean"
    MODEL_UNKNOWN = "model_unknown"
    """The file does not say which model it was."""


LEAVES_A_GAP = frozenset(
    {Left.NOT_FINITE, Left.NOT_A_NUMBER, Left.BYPASS, Left.NOT_A_ROW, Left.NO_VALUES, Left.BAD_NAME}
)
"""After these a run is not whole."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing that was left out. ``metric`` and ``filter`` are empty where the whole task is meant; ``value``: what stood there."""

    code: Left
    task: str = ""
    metric: str = ""
    filter: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class TaskScore:
    """One metric of one task, or of a group of tasks, in the harness's words and on the metric's own scale.

    ``value`` None: the harness had none, NaN or infinity. ``filter`` is ``none`` where the file knows no filters.
    ``version`` as the file writes it: ``0``, ``1.0``, ``Yaml`` for a task that states none. ``n_samples``: questions answered.
    """

    task: str
    alias: str
    is_group: bool
    filter: str
    metric: str
    value: float | None
    stderr: float | None = None
    higher_is_better: bool | None = None
    num_fewshot: int | None = None
    version: str = ""
    task_hash: str = ""
    n_samples: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedRun:
    """A model, how it was measured, and what came of it. Texts are empty and numbers None where the file is silent.

    ``model``: its repo_id on the Hub where ``model_is_repo``, else a name to read (a local folder's own name, an API's model).
    ``base``: the model that an adapter lies on. ``revision``: a commit where the file has one, else what was asked for.
    ``limit``: so many questions of each task only, below 1 as a share. ``seeds``: in the harness's order, by name.
    ``chat_template``: whether the model's template was put around the questions. ``hardware``: what the machine had.
    ``partial``: not all of the tasks' questions were asked, or a task has no value.
    """

    model: str
    model_is_repo: bool
    scores: tuple[TaskScore, ...]
    skipped: tuple[Skipped, ...]
    partial: bool
    base: str = ""
    revision: str = ""
    backend: str = ""
    engine_version: str = ""
    git_hash: str = ""
    transformers_version: str = ""
    date: datetime | None = None
    dtype: str = ""
    batch_size: str = ""
    device: str = ""
    hardware: str = ""
    parameters: int | None = None
    seeds: tuple[tuple[str, int], ...] = ()
    limit: float | None = None
    chat_template: bool | None = None
    chat_template_sha: str = ""
    fewshot_as_multiturn: bool | None = None
    seconds: float | None = None
    energy_kwh: float | None = None
    co2_kg: float | None = None
    emissions_source: str = ""

    @property
    def seed(self) -> str:
        """As the harness takes it: one number, or those of Python, NumPy, Torch and the examples where they differ.

        >>> run = ParsedRun("", False, (), (), False, seeds=(("random", 0), ("numpy", 1234), ("torch", 1234), ("fewshot", 1234)))
        >>> run.seed
        '0,1234,1234,1234'
        """
        numbers = [str(number) for _name, number in self.seeds]
        return numbers[0] if numbers and len(set(numbers)) == 1 else ",".join(numbers)

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks and groups that have a row, in the file's order."""
        return tuple(dict.fromkeys(score.task for score in self.scores))
