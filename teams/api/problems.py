"""Refused deeds as the API tells them: one status and one code each, and the same sentence as on the pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.exceptions import ValidationError as InvalidData

from teams import actions
from teams.actions.errors import PersonGone
from teams.wording import refusal

# A code never changes its meaning: programs go by it.
CODES: dict[type[actions.TeamError], tuple[int, str]] = {
    actions.WindowClosed: (status.HTTP_409_CONFLICT, "window_closed"),
    actions.TeamFull: (status.HTTP_409_CONFLICT, "team_full"),
    actions.AlreadyInTeam: (status.HTTP_409_CONFLICT, "already_in_team"),
    actions.Missing: (status.HTTP_409_CONFLICT, "requirement_missing"),
    actions.InviteUnknown: (status.HTTP_404_NOT_FOUND, "invite_unknown"),
    actions.InviteExpired: (status.HTTP_410_GONE, "invite_expired"),
    actions.NameTaken: (status.HTTP_409_CONFLICT, "name_taken"),
    actions.NotAMember: (status.HTTP_403_FORBIDDEN, "not_a_member"),
    actions.NotTheCaptain: (status.HTTP_403_FORBIDDEN, "not_the_captain"),
    actions.NotAnOrganiser: (status.HTTP_403_FORBIDDEN, "not_an_organiser"),
    actions.ReasonMissing: (status.HTTP_400_BAD_REQUEST, "reason_missing"),
    actions.TeamHasSubmission: (status.HTTP_409_CONFLICT, "team_has_submission"),
    actions.TeamGone: (status.HTTP_404_NOT_FOUND, "team_gone"),
    PersonGone: (status.HTTP_409_CONFLICT, "person_gone"),
    actions.RequestGone: (status.HTTP_409_CONFLICT, "request_closed"),
    actions.RequestRefusedBefore: (status.HTTP_409_CONFLICT, "refused_before"),
    actions.TooManyRequests: (status.HTTP_409_CONFLICT, "too_many_requests_open"),
    actions.NotLooking: (status.HTTP_409_CONFLICT, "not_looking"),
}


class Refused(APIException):
    """A deed that was refused; nothing was changed."""

    def __init__(self, error: actions.TeamError) -> None:
        self.status_code, code = CODES.get(type(error), (status.HTTP_409_CONFLICT, "refused"))
        super().__init__(refusal(error), code)


@contextmanager
def told() -> Iterator[None]:
    """What a deed raises inside, as the API tells it."""
    try:
        yield
    except actions.TeamError as error:
        raise Refused(error) from error
    except ValidationError as error:
        raise InvalidData(error.message_dict if hasattr(error, "error_dict") else error.messages) from error
