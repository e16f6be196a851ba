"""What is done to registrations."""

from hackathon.registration.actions.attendees import add_attendee, add_attendees, claim

__all__ = ["add_attendee", "add_attendees", "claim"]
