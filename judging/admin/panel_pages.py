"""What every page of the judges' panel has: its own reviews only, and the frame around them."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from hackathon.accounts import roles
from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from judging import queries
from judging.models import Assignment

SITE = "judge_admin"


def own_review(request: HttpRequest, pk: int) -> Assignment:
    """The person's own review, with what its pages show; any other does not exist."""
    own = queries.own_assignments(request.user).prefetch_related("submission__current__entries__repo")
    return get_object_or_404(own, pk=pk)


def own_jury(request: HttpRequest, slug: str) -> Edition:
    """The edition, for who is on its jury; for anybody else there is none."""
    edition = edition_or_404(slug)
    if not roles.is_judge(request.user, edition):
        raise Http404
    return edition


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page in the panel's frame."""
    site = next(each for each in admin.sites.all_sites if each.name == SITE)
    request.current_app = SITE
    return TemplateResponse(request, template, {**site.each_context(request), **context}, status=status)
