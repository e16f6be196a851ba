"""One version of a project for ever: its receipt, and how it differs from another."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions import queries
from submissions.deadline import chain
from submissions.models import EvidenceEntry, Submission, SubmissionVersion
from submissions.queries.contents import signed_content
from submissions.queries.said import changes, receipt_of, said


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What a version says, when it arrived, what its repos were like then, and how anybody can check that."""
    version = _readable(request, slug, pk, number)
    if request.GET.get("formato") == "json":
        return _as_file(version)
    submission, rules = version.submission, version.submission.edition.parsed_rules
    entry = receipt_of(version)
    context = {
        "edition": submission.edition,
        "rules": rules,
        "submission": submission,
        "version": version,
        "said": said(version, rules=rules),
        "content_hash": chain.digest(signed_content(version)),
        "receipt": entry,
        "signed_line": _signed_line(entry) if entry else "",
    }
    return render(request, "submissions/receipt.html", context)


@never_cache
@login_required
@require_safe
def compare(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How two versions of a project differ: ``de`` and ``a`` are their numbers, by default the last two."""
    projects = queries.readable_by(request.user).select_related("edition", "current", "team")
    submission = get_object_or_404(projects, pk=pk, edition__slug=slug, current__isnull=False)
    every = submission.versions.select_related("by").order_by("-number")
    newest = submission.current.number
    new = _numbered(submission, request.GET.get("a"), otherwise=newest)
    old = _numbered(submission, request.GET.get("de"), otherwise=max(1, new.number - 1))
    rules = submission.edition.parsed_rules
    context = {
        "edition": submission.edition,
        "rules": rules,
        "submission": submission,
        "versions": every,
        "old": old,
        "new": new,
        "changes": changes(old, new, rules=rules),
    }
    return render(request, "submissions/compare.html", context)


def _numbered(submission: Submission, typed: str | None, *, otherwise: int) -> SubmissionVersion:
    versions = submission.versions.select_related("by").prefetch_related("entries", "outside_entries")
    if typed is None:
        return get_object_or_404(versions, number=otherwise)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Http404
    return get_object_or_404(versions, number=int(typed))


def _as_file(version: SubmissionVersion) -> HttpResponse:
    """Exactly what the receipt's hash of the content was taken of."""
    name = f"version-{version.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(signed_content(version), content_type="application/json", headers=headers)


def _signed_line(entry: EvidenceEntry) -> str:
    """Exactly what the receipt's own hash was taken of."""
    line = chain.line_of(
        sequence=entry.sequence,
        at=entry.at,
        kind=entry.kind,
        body=entry.body,
        previous=entry.previous,
        hash=entry.hash,
    )
    return chain.canonical({name: value for name, value in json.loads(line).items() if name != "hash"})


def _readable(request: HttpRequest, slug: str, pk: int, number: int) -> SubmissionVersion:
    versions = SubmissionVersion.objects.select_related(
        "submission__edition", "submission__team", "submission__current", "by"
    ).prefetch_related("entries__repo", "outside_entries")
    projects = queries.readable_by(request.user).filter(pk=pk, edition__slug=slug)
    return get_object_or_404(versions, submission__in=projects, number=number)
