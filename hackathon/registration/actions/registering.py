"""Registering for an edition, and correcting what one said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hackathon.accounts import queries as people
from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import Choice, RegistrationRules, Window
from hackathon.registration import queries, validators
from hackathon.registration.actions.attendees import claim
from hackathon.registration.membership import has_claim
from hackathon.registration.models import DemographicAnswer, Registration
from hackathon.registration.places import country_codes, timezones


class RegistrationError(Exception):
    """The deed was refused and nothing was changed."""


class WindowClosed(RegistrationError):
    """Nobody can register now, or no more be corrected. ``window`` says when one may, or might have."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window


class ConsentMissing(RegistrationError):
    """Nobody is registered without consenting to the rules and the code of conduct."""


class PersonGone(RegistrationError):
    """The person has deleted their data meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationInput:
    """What a person says of themselves; codes and keys are those that the edition's rules offer.

    ``consent``: to the rules and the code of conduct as they are now. ``demographics`` is question: option (empty: no
    answer); None leaves what was answered before.
    """

    name: str
    country: str = ""
    languages: tuple[str, ...] = ()
    experience: str = ""
    looking_for: str = ""
    skills: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    timezone: str = ""
    hours_from: int = 18
    hours_to: int = 22
    discord: str = ""
    on_board: bool = False
    consent: bool = False
    demographics: Mapping[str, str] | None = field(default=None, repr=False)


def register(*, edition: Edition, user: User, form: RegistrationInput, at: datetime) -> Registration:
    """Register ``user``, or correct their registration; what a list of attendees holds for their e-mails becomes theirs.

    Who is new registers while the window is open; who is on it already may correct it until the results.
    Raises WindowClosed, ConsentMissing, PersonGone; ValidationError by field for what the rules do not offer.
    """
    values = _cleaned(form, edition)
    try:
        return _register(edition, user, form, values, at)
    except IntegrityError:
        # Somebody's row on a list became theirs at this very moment: now there is one to correct.
        return _register(edition, user, form, values, at)


@transaction.atomic
def _register(
    edition: Edition, user: User, form: RegistrationInput, values: Mapping[str, Any], at: datetime
) -> Registration:
    if people.held(user).erased_at:  # ten clicks wait for each other here
        raise PersonGone
    claim(user=user, at=at)
    registration = Registration.objects.select_for_update().filter(edition=edition, user=user).first()
    if not queries.may_write(registration, edition=edition, at=at):
        raise WindowClosed(edition.parsed_rules.windows.registration)
    was_complete = registration is not None and registration.is_complete
    registration = registration or Registration(edition=edition, user=user, registered_at=at)
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name, value in values.items():
        setattr(registration, name, value)
    registration.email = user.email
    registration.discord = user.discord_username or registration.discord
    _consent(registration, edition, form.consent, at)
    _note_claim(registration, edition, user, at)
    registration.save()
    if form.demographics is not None:
        _keep_apart(edition, user, form.demographics)
    roles.grant(user=user, edition=edition, kind=Role.Kind.PARTICIPANT, by=user, at=at)
    if was_complete:
        trail.record(edition=edition, by=user, at=at, verb="registration.changed", target=registration, fields=changed)
    else:
        trail.record(edition=edition, by=user, at=at, verb="registration.registered", target=registration)
    return registration


def _consent(registration: Registration, edition: Edition, consent: bool, at: datetime) -> None:
    """Consent is to a version of the rules, and nobody's but the person's."""
    if not queries.needs_consent(registration, edition=edition):
        return
    if not consent:
        raise ConsentMissing
    registration.consented_at, registration.consented_rules = at, edition.rules_version


def _note_claim(registration: Registration, edition: Edition, user: User, at: datetime) -> None:
    if has_claim(user.hub_orgs, edition.parsed_rules.hub.organisations):
        registration.organisation, registration.organisation_checked_at = Registration.Organisation.YES, at


def _keep_apart(edition: Edition, user: User, answers: Mapping[str, str]) -> None:
    """The voluntary answers, under a pseudonym. Nothing of them is written to the trail or the registration."""
    person = queries.pseudonym(user=user, edition=edition)
    DemographicAnswer.objects.filter(edition=edition, person=person).delete()
    DemographicAnswer.objects.bulk_create(
        DemographicAnswer(edition=edition, person=person, question=question, option=option)
        for question, option in answers.items()
        if option
    )


def _cleaned(form: RegistrationInput, edition: Edition) -> dict[str, Any]:
    """The fields as they are kept. Raises one ValidationError for all that are wrong, by field."""
    asked = edition.parsed_rules.registration
    cleaners: dict[str, Callable[[], Any]] = {
        "name": lambda: validators.clean_name(form.name),
        "country": lambda: validators.clean_key(form.country, country_codes()),
        "languages": lambda: validators.clean_keys(form.languages, asked.languages),
        "experience": lambda: validators.clean_key(form.experience, _keys(asked.experience)),
        "looking_for": lambda: validators.clean_text(form.looking_for),
        "skills": lambda: validators.clean_keys(form.skills, _keys(asked.skills)),
        "topics": lambda: validators.clean_keys(form.topics, _keys(asked.topics)),
        "timezone": lambda: validators.clean_key(form.timezone, timezones()),
        "hours_from": lambda: validators.clean_hour(form.hours_from),
        "hours_to": lambda: validators.clean_hour(form.hours_to),
        "discord": lambda: validators.clean_discord(form.discord),
        "on_board": lambda: form.on_board,
        "demographics": lambda: _check_demographics(form.demographics or {}, asked),
    }
    values = validators.clean_all(cleaners)
    del values["demographics"]  # they are kept elsewhere
    return values


def _check_demographics(answers: Mapping[str, str], asked: RegistrationRules) -> None:
    options = {question.key: _keys(question.options) for question in asked.demographics}
    for question, option in answers.items():
        validators.clean_key(option, options.get(question, ()))


def _keys(offered: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.key for choice in offered)
