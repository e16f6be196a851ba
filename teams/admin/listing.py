"""Which teams an organiser's filter means, and what may be taken away about each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.registration.wording import choices, language_name
from hackathon.spreadsheets import Column
from teams import queries, validators
from teams.admin.forms import YES_NO
from teams.models import Membership, Team

WORDS = {"yes": True, "no": False}
TAKES_PART = Q(submission__isnull=False, submission__withdrawn_at=None)
"""Of a team whose project was delivered and not withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFilter:
    """All teams of an edition of which everything that is not empty holds. ``seats``: some are free."""

    search: str = ""
    seats: str = ""
    delivered: str = ""
    on_board: str = ""

    def as_typed(self) -> dict[str, str]:
        """What a form shows for it."""
        return {name: value for name, value in asdict(self).items() if value}


def listed(edition: Edition, wanted: TeamFilter) -> QuerySet[Team]:
    """Exactly the teams that ``wanted`` means, each with how many ``people`` it has, how many more are ``free`` seats, and what
    it delivered (``project_id``, ``project_title``; None: nothing that takes part)."""
    teams = queries.counted(Team.objects.filter(edition=edition).select_related("captain")).annotate(
        free=Greatest(Value(edition.parsed_rules.team.max_size) - F("people"), 0),
        project_id=Case(When(TAKES_PART, then=F("submission"))),
        project_title=Case(When(TAKES_PART, then=F("submission__current__title"))),
    )
    conditions = {
        "seats": queries.has_room(edition),
        "delivered": TAKES_PART,
        "on_board": Q(on_board=True),
    }
    for name, condition in conditions.items():
        if word := getattr(wanted, name):
            teams = teams.filter(condition if WORDS[word] else ~condition)
    for word in wanted.search.split():
        teams = teams.filter(_named(word))
    return teams


def describe(wanted: TeamFilter) -> str:
    """Which teams are meant, as a sentence."""
    said = [str(YES_NO[name][1 if WORDS[word] else 2]) for name, word in wanted.as_typed().items() if name in YES_NO]
    if wanted.search:
        said.append(_("con «%(text)s»") % {"text": wanted.search})
    return _("Equipos: %(which)s") % {"which": ", ".join(said)} if said else _("Todos los equipos")


def team_columns(edition: Edition) -> Sequence[Column]:
    """Every column, in the reader's words. Rows are those of ``with_people``; moments are of the edition's zone."""
    rules, zone = edition.parsed_rules, ZoneInfo(edition.parsed_rules.timezone)
    topics, skills = dict(choices(rules.registration.topics)), dict(choices(rules.registration.skills))
    languages = {code: language_name(code) for code in rules.registration.languages}
    yes, no = _("sí"), _("no")
    return (
        Column("name", _("Equipo"), lambda team: team.name),
        Column("captain", _("Capitanía"), lambda team: str(team.captain)),
        Column("captain_email", _("Correo de la capitanía"), lambda team: team.captain.email),
        Column("people", _("Personas"), lambda team: team.people),
        Column("free", _("Plazas libres"), lambda team: team.free),
        Column("members", _("Nombres"), lambda team: ", ".join(str(member.user) for member in team.memberships.all())),
        Column("emails", _("Correos"), lambda team: ", ".join(each.user.email for each in team.memberships.all())),
        Column("on_board", _("Busca gente"), lambda team: yes if team.on_board else no),
        Column("delivered", _("Proyecto entregado"), lambda team: yes if team.project_id else no),
        Column("project", _("Título del proyecto"), lambda team: team.project_title),
        Column("idea", _("Idea del proyecto"), lambda team: team.idea),
        Column("sdgs", _("ODS"), lambda team: ", ".join(map(str, team.sdgs))),
        Column("topics", _("Temas"), lambda team: _joined(team.topics, topics)),
        Column("languages", _("Lenguas y variedades"), lambda team: _joined(team.languages, languages)),
        Column("skills", _("Qué le falta"), lambda team: _joined(team.skills_wanted, skills)),
        Column("discord", _("Canal de Discord"), lambda team: team.discord_channel),
        Column("created", _("Creado"), lambda team: team.created_at.astimezone(zone).isoformat(" ", "minutes")),
    )


def with_people(teams: QuerySet[Team]) -> QuerySet[Team]:
    """With everybody's seat, the longest-standing person first."""
    return teams.prefetch_related("memberships__user")


def _named(word: str) -> Q:
    """In the team's name, with or without accents, or in somebody's name, e-mail or account."""
    people = ("user__name", "user__hub_name", "user__email", "user__hub_username")
    seats = Membership.objects.filter(
        Q(*((f"{column}__icontains", word) for column in people), _connector=Q.OR), team=OuterRef("pk")
    )
    key = validators.name_key(word)
    return Q(name__icontains=word) | Q(Exists(seats)) | (Q(name_key__contains=key) if key else Q(pk__in=[]))


def _joined(keys: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in keys)
