"""Filters for templates: what became of rows, in words."""

from django import template

from hackathon.imports import sentences
from hackathon.imports.models import ImportJob, ImportRow

register = template.Library()

TONES = {"created": "success", "updated": "info", "repeated": "warning", "cancelled": "secondary", "refused": "danger"}
STATE_TONES = {"preview": "warning", "queued": "info", "running": "info", "done": "success", "failed": "danger"}


@register.filter
def row_sentence(row: ImportRow) -> str:
    """What became of the row, and why."""
    return sentences.of_row(row)


@register.filter
def counted(rows: int, outcome: str) -> str:
    """A count with its outcome: "12 personas nuevas"."""
    return sentences.outcome_label(outcome, rows)


@register.filter
def outcome_tone(outcome: str) -> str:
    """The colour of an outcome; what it is called stands beside it."""
    return TONES.get(outcome, "secondary")


@register.filter
def job_tone(job: ImportJob) -> str:
    """The colour of a list's state."""
    return STATE_TONES.get(job.state, "secondary")


@register.filter
def encoding_name(encoding: str) -> str:
    """An encoding as people know it."""
    return sentences.ENCODINGS.get(encoding, encoding.upper())


@register.filter
def delimiter_name(delimiter: str) -> str:
    """What stands between the cells."""
    return str(sentences.DELIMITERS.get(delimiter, delimiter))
