"""What organisers have announced, for anybody to read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hackathon.editions.models import Edition
from hackathon.outreach import queries

PER_PAGE = 20


@require_safe
def announcements(request: HttpRequest, slug: str) -> HttpResponse:
    """All announcements of an edition, newest first."""
    edition = get_object_or_404(Edition, slug=slug)
    pages = Paginator(queries.shown_announcements(edition), PER_PAGE)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "page": pages.get_page(request.GET.get("pagina")),
    }
    return render(request, "outreach/announcements.html", context)


@require_safe
def announcement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One announcement, at the address that it keeps; one that was taken back is not there."""
    edition = get_object_or_404(Edition, slug=slug)
    found = get_object_or_404(queries.shown_announcements(edition), pk=pk)
    context = {"edition": edition, "rules": edition.parsed_rules, "announcement": found}
    return render(request, "outreach/announcement.html", context)
