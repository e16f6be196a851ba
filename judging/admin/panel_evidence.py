"""Parts of the evidence that a review's page asks for when they are opened: they are large, or the Hub has to be asked."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hackathon.hub.client import default_client
from judging.admin.panel_pages import own_review, show
from judging.models import Assignment
from judging.queries import evidence
from judging.queries.evidence import SeenRepo
from submissions.queries import stories

Told = dict[str, Any]


def project_part(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What is told of the whole project: around the close (``plazo``)."""
    assignment = own_review(request, pk)
    if what != "plazo":
        raise Http404
    return _part(request, assignment, what, {"stories": stories.of_project(assignment.submission, at=request.now)})


def repo_part(request: HttpRequest, pk: int, what: str, entry: int) -> HttpResponse:
    """What is told of one repo: its card (``tarjeta``), its first rows (``filas``), its numbers (``numeros``)."""
    assignment = own_review(request, pk)
    repo = next((one for one in evidence.seen_repos(assignment) if one.entry.pk == entry), None)
    if repo is None or what not in OF_REPO:
        raise Http404
    return _part(request, assignment, what, {"repo": repo, **OF_REPO[what](repo)})


def _card(repo: SeenRepo) -> Told:
    return {"blocks": evidence.card_of(repo, hub=_hub())}


def _rows(repo: SeenRepo) -> Told:
    return {"rows": evidence.rows_of(repo, hub=_hub()), "file": evidence.sample_file(repo)}


def _numbers(repo: SeenRepo) -> Told:
    return {"seen": repo.evidence}


OF_REPO: dict[str, Callable[[SeenRepo], Told]] = {"tarjeta": _card, "filas": _rows, "numeros": _numbers}


def _hub() -> Any:
    return default_client(patient=False, timeout=evidence.HUB_SECONDS)


def _part(request: HttpRequest, assignment: Assignment, what: str, told: Told) -> HttpResponse:
    """The part alone for the page that asks; for whoever follows the link, a page of its own."""
    rules = assignment.edition.parsed_rules
    context = {
        "assignment": assignment,
        "edition": assignment.edition,
        "rules": rules,
        "blind": rules.jury.blind,
        **told,
    }
    context |= {"part": f"judging/panel/parts/{what}.html", "title": str(assignment.submission), "now": request.now}
    if request.htmx:
        return render(request, context["part"], context)
    return show(request, "judging/panel/part.html", context)
