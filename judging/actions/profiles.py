"""What somebody on the jury says of what they can judge."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions import conflicts
from judging.actions.errors import NotAJudge
from judging.actions.jury_errors import BadProfile
from judging.models import Juror
from judging.queries.jury import known_expertise, known_languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Languages by code and fields by key, as the rules have them; empty: anything. ``most``: projects at most."""

    languages: tuple[str, ...] = ()
    expertise: tuple[str, ...] = ()
    most: int | None = None
    organisation: str = ""
    available_from: datetime | None = None
    available_until: datetime | None = None


@transaction.atomic
def save_profile(*, edition: Edition, judge: User, profile: Profile, by: User, at: datetime) -> Juror:
    """Keep what they said. ``BadProfile`` when the rules have no such language or field; new conflicts are looked for."""
    if not roles.is_judge(judge, edition):
        raise NotAJudge
    rules = edition.parsed_rules
    unknown = set(profile.languages) - set(known_languages(rules)) or set(profile.expertise) - set(
        known_expertise(rules)
    )
    start, end = profile.available_from, profile.available_until
    if unknown or (start and end and start >= end) or (profile.most is not None and profile.most < 0):
        raise BadProfile
    fields = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(profile).items()}
    juror, _created = Juror.objects.update_or_create(edition=edition, user=judge, defaults={**fields, "updated_at": at})
    trail.record(edition=edition, by=by, at=at, verb="juror.profile_saved", target=juror, judge=judge.pk)
    conflicts.detect_conflicts(edition=edition, judges=[judge], by=by, at=at)
    return juror
