"""Boards to take away: tables for other programs, and pictures."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.editions.wording import in_words
from hackathon.spreadsheets import as_file
from submissions import drawings
from submissions.boards import comparisons, exports
from submissions.boards.tables import suite_title
from submissions.paintings import painted
from submissions.views.files import sent
from submissions.views.leaderboards.asked import Asked, read, shown_or_404


@never_cache
@require_safe
def table_file(request: HttpRequest, slug: str, suite: str, extension: str) -> HttpResponseBase:
    """All models that are wanted, not only those of one page."""
    asked = read(request, shown_or_404(request, slug, suite))
    rows = asked.rows()
    found = list(exports.records(rows, asked.details(rows), asked.tasks))
    name = "-".join(filter(None, (slug, suite, asked.language)))
    if extension == "csv":
        return as_file(exports.as_table(found, asked.tasks, suite), name, extension)
    if extension == "json":
        return sent(exports.as_json(found, asked.shown.suite), f"{name}.json", "application/json")
    return sent(exports.as_parquet(found, asked.tasks), f"{name}.parquet", "application/vnd.apache.parquet")


@never_cache
@require_safe
def picture(request: HttpRequest, slug: str, suite: str, extension: str) -> HttpResponse:
    """The pinned models by task, or the first of the board where fewer than two are pinned."""
    asked = read(request, shown_or_404(request, slug, suite))
    svg = _svg(asked, request)
    name = "-".join(filter(None, (slug, suite, asked.language, "comparacion" if len(asked.pins) > 1 else "primeros")))
    if extension == "svg":
        return sent(svg.encode(), f"{name}.svg", "image/svg+xml; charset=utf-8")
    return sent(painted(svg), f"{name}.png", "image/png")


def _svg(asked: Asked, request: HttpRequest) -> str:
    shown = asked.shown
    if len(asked.pins) > 1:
        drawing = comparisons.dots_drawing(asked.pins, asked.details(()), shown.suite, language=asked.language)
        title = _("%(suite)s: modelos comparados") % {"suite": suite_title(shown.suite)}
        text = ", ".join(row.model.name for row in asked.pins)
    else:
        drawing = comparisons.top_drawing(asked.standings.rows)
        title = _("%(suite)s: los primeros modelos") % {"suite": suite_title(shown.suite)}
        text = comparisons.in_words(asked.standings.rows)
    if not drawing.marks and not drawing.bars:
        raise Http404
    rules = shown.edition.parsed_rules
    about = _("%(edition)s · versión %(version)s de la batería · %(when)s · las líneas son el intervalo del 95 %%")
    source = about % {
        "edition": in_words(rules.title),
        "version": shown.suite.version,
        "when": formats.date_format(request.now.astimezone(ZoneInfo(rules.timezone)), "DATE_FORMAT"),
    }
    return drawings.svg(drawing, title=title, text=text, source=source)
