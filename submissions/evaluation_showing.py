"""What of an evaluation is shown to whom: the command that repeats it, and its log without this machine's folders."""

import shlex

from django.conf import settings

from submissions.models import EvaluationRun


def command_of(run: EvaluationRun) -> str:
    """The command that computes the same numbers again; nothing for a run that somebody else made.

    A name is quoted for the shell: it comes from the Hub.
    """
    if run.job is None or not run.revision:
        return ""
    words = [
        "python",
        "manage.py",
        "evaluate",
        f"{run.name}@{run.revision}",
        "--suite",
        run.suite,
        "--backend",
        "local",
    ]
    return shlex.join([*words, "--edition", run.edition.slug] if run.edition else words)


def without_places(text: str) -> str:
    """A log for people who do not run this machine: it names none of its folders."""
    for folder in sorted(
        {str(settings.EVAL_DIR), str(settings.VAR_DIR), str(settings.BASE_DIR)}, key=len, reverse=True
    ):
        text = text.replace(folder, "…")
    return text
