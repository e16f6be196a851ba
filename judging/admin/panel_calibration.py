"""One's own use of the scale beside the panel's, once it can change nothing any more."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hackathon.shapes import Bar, Label
from judging import queries
from judging.admin.panel_pages import own_jury, show
from judging.queries.panels import BINS, Distribution, distributions

WIDTH, HEIGHT, TOP, FOOT = 100.0, 160.0, 16.0, 22.0
"""Per cent across, pixels down; what is kept free above and below the columns."""


def calibration(request: HttpRequest, slug: str) -> HttpResponse:
    """The distribution of one's own scores and of everybody else's, after the window has closed."""
    edition = own_jury(request, slug)
    ready = queries.may_compare(edition, at=request.now)
    found = distributions(edition, judge_id=request.user.pk) if ready else None
    context = {
        "title": _("Tu manera de puntuar"),
        "edition": edition,
        "rules": edition.parsed_rules,
        "ready": ready,
        "found": found,
        "bars": bars(*found) if found else [],
        "labels": labels(),
        "fifths": [(_fifth(number), *(each.shares[number] for each in found)) for number in range(BINS)]
        if found
        else [],
        "height": f"{HEIGHT:.0f}",
    }
    return show(request, "judging/panel/calibration.html", context)


def bars(own: Distribution, others: Distribution) -> Sequence[Bar]:
    """Two columns for each fifth of the scale, one's own and the others'; the highest of all fills the height."""
    most = max((*own.shares, *others.shares))
    room, step = HEIGHT - TOP - FOOT, WIDTH / BINS
    found = []
    for number in range(BINS):
        for place, (kind, each) in enumerate((("own", own), ("others", others))):
            tall = float(each.shares[number] / most) * room
            x = number * step + step * (0.14 + 0.37 * place)
            title = f"{float(each.shares[number]) * 100:.0f} %"
            found.append(
                Bar(f"{x:.2f}%", f"{TOP + room - tall:.1f}", f"{step * 0.34:.2f}%", f"{tall:.1f}", kind, title)
            )
    return found


def labels() -> Sequence[Label]:
    """Which fifth of the scale stands under which columns."""
    step = WIDTH / BINS
    return [
        Label(f"{(number + 0.5) * step:.1f}%", f"{HEIGHT - 5:.0f}", _fifth(number), "middle") for number in range(BINS)
    ]


def _fifth(number: int) -> str:
    share = 100 // BINS
    return _("%(low)s–%(high)s %%") % {"low": number * share, "high": (number + 1) * share}
