"""Questions about conflicts of interest: what is known of judges and teams, and what stands between them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from judging.assignment.detecting import Found, KnownPerson, KnownProject, detect
from judging.models import Conflict, Juror, JurorInvitation, Mentoring
from judging.queries.reviews import judges_of
from submissions.deadline.record import EntryKind
from submissions.models import Entry, EvidenceEntry, Submission
from teams.models import Membership


def standing(edition: Edition) -> QuerySet[Conflict]:
    """The conflicts of the edition that nobody has lifted, with whom they are about."""
    return (
        Conflict.objects.filter(edition=edition, lifted_at=None)
        .select_related("judge", "submission__current", "submission__team", "by")
        .order_by("judge__name", "judge__email", "pk")
    )


def between(judge: User, submission: Submission) -> QuerySet[Conflict]:
    """What stands between a judge and a project."""
    return Conflict.objects.filter(judge=judge, submission=submission, lifted_at=None)


def found(
    edition: Edition, *, only: Iterable[User] | None = None, projects: Iterable[Submission] | None = None
) -> Iterator[Found]:
    """Every conflict that can be seen, between the jury (or ``only`` these of it) and the projects that take part (or these of
    them)."""
    rules = edition.parsed_rules
    judges = list(judges_of(edition) if only is None else only)
    taking_part = Submission.objects.delivered().filter(edition=edition).order_by("pk")
    rows = list(taking_part if projects is None else taking_part.filter(pk__in=[each.pk for each in projects]))
    seats = list(
        Membership.objects.filter(edition=edition, team__in=[each.team_id for each in rows]).select_related("user")
    )
    known = _people({person.pk: person for person in [*judges, *(seat.user for seat in seats)]}, edition)
    return detect(
        [known[judge.pk] for judge in judges],
        _projects(rows, seats, known, {judge.hub_username for judge in judges if judge.hub_username}),
        kinds=rules.jury.detected,
        free_domains=rules.jury.free_email_domains,
        shared_organisations=rules.hub.organisations,
    )


def _people(people: dict[int, User], edition: Edition) -> dict[int, KnownPerson]:
    emails: dict[int, set[str]] = defaultdict(set)
    for pk, email in EmailAddress.objects.filter(user__in=people, verified=True).values_list("user", "email"):
        emails[pk].add(email)
    # People are asked at one address and sign in with another: both say where they belong.
    asked = JurorInvitation.objects.filter(edition=edition, accepted_by__in=people)
    for pk, email in asked.values_list("accepted_by", "email"):
        emails[pk].add(email)
    said = dict(Juror.objects.filter(edition=edition, user__in=people).values_list("user", "organisation"))
    return {
        pk: KnownPerson(
            id=pk,
            emails=frozenset({person.email, *emails[pk]}),
            organisations=frozenset({*_hub_organisations(person), said.get(pk, "")} - {""}),
            username=person.hub_username,
        )
        for pk, person in people.items()
    }


def _hub_organisations(person: User) -> set[str]:
    named = (org.get("preferred_username") for org in person.hub_orgs if isinstance(org, dict))
    return {name for name in named if isinstance(name, str)}


def _projects(
    projects: list[Submission], seats: list[Membership], known: dict[int, KnownPerson], usernames: set[str]
) -> list[KnownProject]:
    members: dict[int, list[KnownPerson]] = defaultdict(list)
    for seat in seats:
        members[seat.team_id].append(known[seat.user_id])
    mentors: dict[int, set[int]] = defaultdict(set)
    teams = {project.team_id for project in projects}
    for team, user in Mentoring.objects.filter(team__in=teams).values_list("team", "user"):
        mentors[team].add(user)
    authors = _authors(projects, {name.casefold() for name in usernames})
    return [
        KnownProject(
            project.pk,
            tuple(members[project.team_id]),
            frozenset(mentors[project.team_id]),
            frozenset(authors[project.pk]),
        )
        for project in projects
    ]


def _authors(projects: list[Submission], usernames: set[str]) -> dict[int, set[str]]:
    """Project → user names on the Hub, out of those asked about, that committed to its repos as we saw them, or own one."""
    found: dict[int, set[str]] = defaultdict(set)
    if not usernames:
        return found
    projects_of: dict[int, set[int]] = defaultdict(set)
    versions = {project.current_id: project.pk for project in projects}
    entries = Entry.objects.filter(version__in=versions).values_list("version", "repo", "repo__repo_id")
    for version, repo, name in entries:
        projects_of[repo].add(versions[version])
        if name.partition("/")[0].casefold() in usernames:
            found[versions[version]].add(name.partition("/")[0])
    looks = EvidenceEntry.objects.filter(repo__in=projects_of, kind=EntryKind.SNAPSHOT, body__contains='"authors"')
    for repo, body in looks.values_list("repo", "body").iterator():
        for project in projects_of[repo]:
            found[project] |= {name for name in _committers(body) if name.casefold() in usernames}
    return found


def _committers(body: str) -> set[str]:
    """Who committed, as one look at a repo told."""
    commits = json.loads(body).get("commits") or ()
    return {name for commit in commits for name in commit.get("authors", ())}
