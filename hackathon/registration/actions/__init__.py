"""What is done to registrations."""

from hackathon.registration.actions.attendees import add_attendee, add_attendees, claim
from hackathon.registration.actions.organisation import Refreshed, check_organisation, note_claim, refresh_organisation
from hackathon.registration.actions.registering import (
    ConsentMissing,
    PersonGone,
    RegistrationError,
    RegistrationInput,
    WindowClosed,
    register,
)

__all__ = [
    "ConsentMissing",
    "PersonGone",
    "Refreshed",
    "RegistrationError",
    "RegistrationInput",
    "WindowClosed",
    "add_attendee",
    "add_attendees",
    "check_organisation",
    "claim",
    "note_claim",
    "refresh_organisation",
    "register",
]
