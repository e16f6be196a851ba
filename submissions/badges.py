"""The badge of a project's audit, for its card on the Hub: an address that nobody can guess, and a small picture.

A card is public, so that whoever reads it sees the badge. Its address is signed: only who may read the report is told it, and
it tells two numbers and no more.
"""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.signing import Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from submissions.audit.readiness import Readiness
from submissions.models import Submission

SECONDS: Final = 300
"""How long a badge may be kept by who shows it."""
_CHARACTER: Final = 6.1  # about the width of one at 11 px
_MARGIN: Final = 10
_COLOURS: Final = ((100, "#1a7f37"), (60, "#8a5a00"), (0, "#b42318"))


@dataclass(frozen=True, slots=True)
class Badge:
    """What the picture says, and in which widths (pixels)."""

    label: str
    value: str
    colour: str

    @property
    def label_width(self) -> int:
        return _width(self.label)

    @property
    def value_width(self) -> int:
        return _width(self.value)

    @property
    def width(self) -> int:
        return self.label_width + self.value_width


def token(submission: Submission) -> str:
    """What makes the badge's address unguessable. It holds as long as the site's secret key does."""
    return Signer(salt="submissions.badge").signature(submission.pk)


def is_token(submission_id: int, given: str) -> bool:
    """Whether ``given`` is the project's."""
    return constant_time_compare(Signer(salt="submissions.badge").signature(submission_id), given)


def address(submission: Submission) -> str:
    """The badge's whole address, to be put into a card."""
    return f"{settings.SITE_URL}{path(submission)}"


def path(submission: Submission) -> str:
    """The badge's address on this site, under whichever of its names somebody came."""
    return reverse("submissions:badge", args=[submission.edition.slug, submission.pk, token(submission)])


def badge(ready: Readiness | None) -> Badge:
    """What is in order, out of what counts; a dash before there is a result."""
    label = _("auditoría")
    if ready is None or ready.percent is None:
        return Badge(label, "–", "#57606a")
    colour = next(colour for least, colour in _COLOURS if ready.percent >= least)
    return Badge(label, f"{ready.passed}/{ready.counted}", colour)


def picture(badge: Badge) -> str:
    """The badge as SVG, without fonts, scripts or styles of anybody's."""
    return render_to_string("submissions/badge.svg", {"badge": badge})


def _width(text: str) -> int:
    return round(len(text) * _CHARACTER) + 2 * _MARGIN
