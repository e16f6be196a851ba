"""Where the jury talks over what is close and decides, each time with a reason that stays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import edition_or_404, own_edition
from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience, MentionBy, Prize
from judging import actions, queries, results_sentences, results_wording
from judging import results as pure
from judging.models import Decision
from judging.queries import counting, deliberation, publication
from judging.queries.deliberation import CloseCall
from judging.results import Line
from judging.results_forms import JudgeForm, MentionForm, OrderForm, ProjectForm, ReasonForm
from submissions.models import Submission

UNPROCESSABLE = 422
MOST_OTHERS = 20
"""Ties that decide no prize: more of them would bury those that do."""


@never_cache
@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What is close, and what was decided."""
    return page(request, _open(request, slug))


@require_POST
@login_required
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which of two that tie comes first."""
    edition = _open(request, slug)
    desk = _Desk(request, edition)
    pair = request.POST.getlist("pair")
    call = next((call for call in desk.calls if [str(line.key) for line in call.lines] == pair), None)
    if call is None:
        messages.error(request, results_sentences.of(actions.NotTied()))
        return redirect("judging:deliberation", slug=slug)
    form = OrderForm(request.POST, lines=call.lines, prefix=_prefix(call))
    return _decide(
        request, edition, form, {"refused_call": (call, form)},
        lambda: actions.decide_order(
            edition=edition, order=form.order, reason=form.cleaned_data["reason"], by=request.user, at=request.now
        ),
    )  # fmt: skip


@require_POST
@login_required
def mention(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a project a mention."""
    edition = _open(request, slug)
    form = MentionForm(request.POST, prizes=_mentions(edition), lines=_Desk(request, edition).lines, prefix="mencion")
    return _decide(
        request, edition, form, {"mention_form": form},
        lambda: actions.mention(
            submission=_project(edition, form), prize=form.cleaned_data["prize"],
            reason=form.cleaned_data["reason"], by=request.user, at=request.now,
        ),
    )  # fmt: skip


@require_POST
@login_required
def disqualify(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a project out of the competition."""
    edition = own_edition(request, slug)
    form = ProjectForm(request.POST, lines=_Desk(request, edition).lines, prefix="fuera")
    return _decide(
        request, edition, form, {"out_form": form},
        lambda: actions.disqualify(
            submission=_project(edition, form), reason=form.cleaned_data["reason"], by=request.user, at=request.now
        ),
    )  # fmt: skip


@require_POST
@login_required
def exclude(request: HttpRequest, slug: str) -> HttpResponse:
    """Count none of a judge's reviews."""
    edition = own_edition(request, slug)
    form = JudgeForm(request.POST, judges=_judges(edition), prefix="jurado")
    return _decide(
        request, edition, form, {"judge_form": form},
        lambda: actions.exclude_judge(
            edition=edition, judge=get_object_or_404(User, pk=form.cleaned_data["judge"]),
            reason=form.cleaned_data["reason"], by=request.user, at=request.now,
        ),
    )  # fmt: skip


@require_POST
@login_required
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep something that was said."""
    edition = _open(request, slug)
    form = ReasonForm(request.POST, prefix="nota")
    return _decide(
        request, edition, form, {"note_form": form},
        lambda: actions.write_note(edition=edition, reason=form.cleaned_data["reason"], by=request.user, at=request.now),
    )  # fmt: skip


@require_POST
@login_required
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a decision back."""
    edition = _open(request, slug)
    decision = get_object_or_404(Decision.objects.select_related("edition"), edition=edition, pk=pk)
    try:
        actions.undo_decision(decision=decision, by=request.user, at=request.now)
    except results_sentences.REFUSALS as refusal:
        messages.error(request, results_sentences.of(refusal))
    else:
        messages.success(request, _("Deshecha. Queda en la lista, tachada."))
    return redirect("judging:deliberation", slug=slug)


class _Desk:
    """What the reader may see of what is to be decided: nothing about projects with which they have a conflict."""

    def __init__(self, request: HttpRequest, edition: Edition) -> None:
        self.organises = is_organiser(request.user, edition)
        self.hidden = deliberation.conflicted(request.user, edition)
        payload = counting.outcome(edition)
        self.boards = pure.boards(payload)
        self.lines: Sequence[Line] = [
            line for board in self.boards for line in board.lines if line.key not in self.hidden
        ]
        calls = [call for board in self.boards for call in deliberation.close_calls(edition, board)]
        self.calls = [call for call in calls if not self._hides(line.key for line in call.lines)]
        self.unseen = len(calls) - len(self.calls)
        made = deliberation.decisions(edition)
        self.decisions = [each for each in made if self._shows(each)]
        self.titles: Mapping[int, str] = {each["id"]: each["title"] for each in payload["projects"]}

    def _shows(self, decision: Decision) -> bool:
        """Whose reviews were left out, and why, is between organisers."""
        left_out = decision.kind == Decision.Kind.EXCLUDE_JUDGE
        return (self.organises or not left_out) and not self._hides(actions.projects_of(decision))

    def _hides(self, keys: Any) -> bool:
        return bool(self.hidden.intersection(keys))


def _open(request: HttpRequest, slug: str) -> Edition:
    edition = edition_or_404(slug)
    if not deliberation.is_open(edition, request.user, at=request.now):
        raise PermissionDenied
    return edition


def _decide(
    request: HttpRequest, edition: Edition, form: Any, forms: Mapping[str, Any], deed: Callable[[], Decision]
) -> HttpResponse:
    if form.is_valid():
        try:
            deed()
        except results_sentences.REFUSALS as refusal:
            form.add_error("reason", results_sentences.of(refusal))
        else:
            messages.success(request, _("Decidido, con su motivo."))
            return redirect("judging:deliberation", slug=edition.slug)
    return page(request, edition, refused=True, **forms)


def page(request: HttpRequest, edition: Edition, *, refused: bool = False, **forms: Any) -> HttpResponse:
    """The page, with what a refused form says."""
    desk = _Desk(request, edition)
    judges = _judges(edition) if desk.organises else []
    again, typed = forms.pop("refused_call", (None, None))
    calls = [(call, typed if again and call.lines == again.lines else _order_form(call)) for call in desk.calls]
    urgent = [each for each in calls if each[0].boundary is not None]
    others = [each for each in calls if each[0].boundary is None]
    shown = {line.key for call, _form in [*urgent, *others[:MOST_OTHERS]] for line in call.lines}
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "organises": desk.organises,
        "blind": edition.parsed_rules.jury.blind and not desk.organises,
        "frozen": publication.standing(edition),
        "urgent": urgent,
        "others": others[:MOST_OTHERS],
        "others_left": max(0, len(others) - MOST_OTHERS),
        "others_open": again is not None and again.boundary is None,
        "unseen": desk.unseen,
        "said": deliberation.said_of(edition, shown),
        "criteria": {each.key: each.title for each in edition.parsed_rules.rubric.criteria},
        "decisions": [(each, _sentence(edition, each, desk.titles, dict(judges))) for each in desk.decisions],
        "chain": results_wording.chain(edition.parsed_rules.jury.ties.order, edition.parsed_rules.rubric),
        "mentions": _mentions(edition),
        "mention_form": MentionForm(prizes=_mentions(edition), lines=desk.lines, prefix="mencion"),
        "note_form": ReasonForm(prefix="nota"),
        "out_form": ProjectForm(lines=desk.lines, prefix="fuera"),
        "judge_form": JudgeForm(judges=judges, prefix="jurado"),
        **forms,
    }
    return render(request, "judging/outcome/deliberation.html", context, status=UNPROCESSABLE if refused else 200)


def _sentence(edition: Edition, decision: Decision, titles: Mapping[int, str], judges: Mapping[int, str]) -> str:
    """What was decided; a judge who is not named to the reader is "a person of the jury"."""
    return results_wording.decision(decision.kind, decision.detail, edition.parsed_rules, titles, judges)


def _project(edition: Edition, form: Any) -> Submission:
    rows = Submission.objects.select_related("edition")
    return get_object_or_404(rows, edition=edition, pk=form.cleaned_data["project"])


def _judges(edition: Edition) -> list[tuple[int, str]]:
    return [(user.pk, user.display_name) for user in queries.judges_of(edition)]


def _mentions(edition: Edition) -> list[Prize]:
    prizes = edition.parsed_rules.prizes
    return [each for each in prizes if each.audience == Audience.MENTION and each.by is MentionBy.JURY]


def _prefix(call: CloseCall) -> str:
    return "orden-" + "-".join(str(line.key) for line in call.lines)


def _order_form(call: CloseCall) -> OrderForm:
    return OrderForm(lines=call.lines, prefix=_prefix(call))
