"""The public pages: home, an edition, its rules, and what is said when something goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hackathon.accounts import roles
from hackathon.editions.models import Edition
from hackathon.editions.wording import close_policy
from hackathon.outreach.queries import latest_announcements
from hackathon.pages import queries, rules_page
from judging.queries import publication
from submissions import sentences
from submissions.queries import has_log
from submissions.queries.leaderboards import has_boards
from teams import joining
from teams.queries import team_of


def home(request: HttpRequest) -> HttpResponse:
    """Every edition, the ones that go on first, with the reader's next step in each."""
    context = {
        "cards": queries.edition_cards(user=request.user, at=request.now),
        "announcements": latest_announcements(),
        "with_results": publication.public_editions(at=request.now),
    }
    return render(request, "pages/home.html", context)


def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What an edition is, when, and what the reader can do now."""
    edition = get_object_or_404(Edition, slug=slug)
    rules = edition.parsed_rules
    team = team_of(user=request.user, edition=edition)
    is_judge, is_organiser = roles.is_judge(request.user, edition), roles.is_organiser(request.user, edition)
    way = queries.way(user=request.user, edition=edition, team=team, at=request.now)
    calendar = queries.calendar(rules=rules, at=request.now)
    takes_part = team is not None or way.registration is not None
    context = {
        "edition": edition,
        "rules": rules,
        "phase": rules.phase(request.now),
        "calendar": calendar,
        "next_deadline": next((date for date in calendar if date.is_next), None),
        "announcements": latest_announcements(edition),
        "team": team,
        "teams_obstacle": joining.obstacle_to_change(rules, at=request.now),
        "submission_open": rules.delivery_window.is_open(request.now),
        "registration_open": rules.windows.registration.is_open(request.now),
        "is_judge": is_judge,
        "is_organiser": is_organiser,
        "has_evidence": has_log(edition),
        "has_boards": has_boards(edition, manages=is_organiser),
        "deliberates": is_judge and request.now >= rules.windows.judging.closes_at,
        "has_results": publication.shown(edition, at=request.now) is not None,
        "way": way,
        # Who judges or organises has another way; this one is theirs too once they take part.
        "own_way": request.user.is_authenticated and (takes_part or not (is_judge or is_organiser)),
        "way_shown": request.now < rules.delivery_window.closes_at,
    }
    return render(request, "pages/edition.html", context)


def edition_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole of an edition's rules, written from the same data that the site works by."""
    edition = get_object_or_404(Edition, slug=slug)
    rules = edition.parsed_rules
    context = {
        "edition": edition,
        "rules": rules,
        "deadlines": queries.deadlines(rules=rules, at=request.now),
        "close_policy": close_policy(rules),
        "accepted": sentences.accepted(rules.submission),
        "caps": [
            {"artefacts": sentences.artefacts(rules.submission, cap.artefacts), "points": cap.points}
            for cap in rules.rubric.caps
        ],
        **rules_page.context(rules),
    }
    return render(request, "pages/rules.html", context)
