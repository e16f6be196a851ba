"""What can go wrong with an evaluation, and whose matter it is. Pure."""

from enum import StrEnum


class EvaluationProblem(StrEnum):
    """Why a task or a whole job came to nothing. The first group is for the team to mend, the second never counts against it."""

    NOT_A_MODEL = "not_a_model"
    NO_TOKENIZER = "no_tokenizer"
    UNSAFE_WEIGHTS = "unsafe_weights"
    REMOTE_CODE = "remote_code"
    BROKEN_MODEL = "broken_model"
    TOO_LARGE = "too_large"
    BASE_MISSING = "base_missing"
    BASE_GATED = "base_gated"
    REPO_GONE = "repo_gone"
    REVISION_GONE = "revision_gone"
    NAN_LOGITS = "nan_logits"
    CHAT_TEMPLATE = "chat_template"
    OUT_OF_MEMORY = "out_of_memory"
    TIMEOUT = "timeout"

    UNKNOWN_TASK = "unknown_task"
    TASK_DATA = "task_data"
    DISK_FULL = "disk_full"
    HUB_SILENT = "hub_silent"
    NO_CREDIT = "no_credit"
    NO_FLAVOR = "no_flavor"
    NO_ENGINE = "no_engine"
    NO_QUANTISER = "no_quantiser"
    WORKER_LOST = "worker_lost"
    CRASHED = "crashed"
    RESULTS = "results"
    INTERNAL = "internal"

    @property
    def is_ours(self) -> bool:
        """Whether it is the platform's fault, whoever has to pay for it.

        >>> EvaluationProblem.NO_TOKENIZER.is_ours, EvaluationProblem.WORKER_LOST.is_ours
        (False, True)
        """
        return self in OURS

    @property
    def may_pass(self) -> bool:
        """Whether trying again may help: what lies in the model or in the rules will be the same tomorrow."""
        return self in _PASSING


_P = EvaluationProblem
OURS = frozenset(
    {
        _P.UNKNOWN_TASK,
        _P.TASK_DATA,
        _P.DISK_FULL,
        _P.HUB_SILENT,
        _P.NO_CREDIT,
        _P.NO_FLAVOR,
        _P.NO_ENGINE,
        _P.NO_QUANTISER,
        _P.WORKER_LOST,
        _P.CRASHED,
        _P.RESULTS,
        _P.INTERNAL,
    }
)
_PASSING = frozenset({_P.TASK_DATA, _P.DISK_FULL, _P.HUB_SILENT, _P.NO_ENGINE, _P.WORKER_LOST, _P.CRASHED, _P.INTERNAL})


def known_problem(code: object) -> EvaluationProblem:
    """The problem that a program outside ours calls ``code``; INTERNAL for what we do not know.

    >>> known_problem("nan_logits"), known_problem("¿?")
    (<EvaluationProblem.NAN_LOGITS: 'nan_logits'>, <EvaluationProblem.INTERNAL: 'internal'>)
    """
    try:
        return EvaluationProblem(str(code))
    except ValueError:
        return EvaluationProblem.INTERNAL
