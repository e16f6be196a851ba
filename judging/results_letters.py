"""What teams are written when results are out. It goes into the outbox with the publication, in its transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.editions.models import Edition
from hackathon.mail.actions import LANGUAGE, Letter, enqueue_many
from hackathon.mail.links import absolute
from judging.models import FrozenResults
from judging.queries import publication
from judging.queries.publication import Comment
from submissions.models import Submission


def tell_teams(results: FrozenResults, *, at: datetime) -> None:
    """Write to everybody of each team whose project took part: results are out, and what the jury says. Nobody gets it twice."""
    edition = results.edition
    projects = list(_projects(results))
    corrected = publication.was_public_before(results)
    said = publication.comments_for(edition, (project.pk for project in projects))
    with override(LANGUAGE):
        letters = [
            letter
            for project in projects
            for letter in _letters(results, project, [] if corrected else said[project.pk], corrected)
        ]
    enqueue_many(letters, at=at)


def _projects(results: FrozenResults) -> Iterator[Submission]:
    rows = Submission.objects.filter(results__results=results, withdrawn_at=None).select_related("team", "current")
    yield from rows.prefetch_related("team__memberships__user").order_by("pk")


def _letters(results: FrozenResults, project: Submission, said: Sequence[Comment], corrected: bool) -> Iterator[Letter]:
    edition = results.edition
    subject, opening = _opening(edition, project, corrected)
    body = "\n\n".join([opening, *_addresses(edition, project), *_quotes(said)])
    for member in project.team.memberships.all():
        yield Letter(
            to=member.user,
            email=member.user.email,
            subject=subject,
            body=body,
            key=f"judging.results.{results.pk}.{member.user_id}",
            essential=True,
        )


def _opening(edition: Edition, project: Submission, corrected: bool) -> tuple[str, str]:
    names = {"edition": edition.title, "project": str(project)}
    if corrected:
        return (
            _("%(edition)s: hemos corregido los resultados") % names,
            _("Hemos corregido los resultados de %(edition)s y los hemos publicado otra vez.") % names,
        )
    return (
        _("%(edition)s: ya están los resultados") % names,
        _("Ya están los resultados de %(edition)s. Gracias por «%(project)s».") % names,
    )


def _addresses(edition: Edition, project: Submission) -> list[str]:
    everything = absolute(reverse("judging:published", args=[edition.slug]))
    own = absolute(reverse("judging:derivation", args=[edition.slug, project.pk]))
    return [
        _("Los resultados:") + f"\n{everything}",
        _("Cómo se llegó al resultado de tu proyecto, paso a paso:") + f"\n{own}",
    ]


def _quotes(said: Sequence[Comment]) -> list[str]:
    if not said:
        return []
    parts = [_("Esto dice el jurado a tu equipo:")]
    for comment in said:
        lines = "\n".join(f"> {line}" for line in comment.text.splitlines())
        parts.append(f"{lines}\n— {comment.judge}" if comment.judge else lines)
    return parts
