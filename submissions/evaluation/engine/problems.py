"""What goes wrong with a model or a task, by a code that the site has a sentence for."""

import errno
import re
from typing import Final

CODES: Final = (
    "no_tokenizer",
    "unsafe_weights",
    "remote_code",
    "broken_model",
    "too_large",
    "base_missing",
    "out_of_memory",
    "nan_logits",
    "unknown_task",
    "task_data",
    "chat_template",
    "no_quantiser",
    "disk_full",
    "timeout",
    "crashed",
    "internal",
)
LONGEST: Final = 600
# What the libraries say, where the type of the error does not tell. The first that fits counts.
SAYINGS: Final = (
    ("out_of_memory", r"out of memory|can't allocate memory|No executable batch size"),
    ("nan_logits", r"probability tensor contains either `inf`, `nan`"),
    ("remote_code", r"trust_remote_code|requires you to execute the|contains custom code"),
    ("disk_full", r"No space left on device|Disk quota exceeded|Not enough disk space"),
    ("chat_template", r"chat[_ ]template"),
)


class Problem(Exception):
    """One of CODES, and what the log should say about it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def understood(error: BaseException, otherwise: str = "internal") -> Problem:
    """The problem behind ``error``, looked for in what caused it too; ``otherwise`` where nothing tells.

    >>> understood(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")).code
    'out_of_memory'
    >>> understood(ValueError("odd"), otherwise="broken_model").text
    'ValueError: odd'
    """
    for cause in _chain(error):
        if isinstance(cause, Problem):
            return cause
        if code := _code(cause):
            return Problem(code, described(cause))
    return Problem(otherwise, described(error))


def described(error: BaseException) -> str:
    """An error as one short paragraph for the log."""
    return shortened(f"{type(error).__name__}: {error}")


def shortened(text: str) -> str:
    """At most LONGEST characters on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found


def _code(error: BaseException) -> str:
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return "out_of_memory"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "disk_full"
    said = str(error)
    return next((code for code, pattern in SAYINGS if re.search(pattern, said)), "")
