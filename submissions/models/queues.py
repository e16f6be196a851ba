"""Rows that are queues: workers take their work from the table itself, so that none is lost with a message or a worker."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where work stands that workers take from a table."""

    QUEUED = "queued", _("en cola")
    RUNNING = "running", _("en curso")
    DONE = "done", _("terminada")
    FAILED = "failed", _("fallida")


UNDER_WAY = (State.QUEUED, State.RUNNING)


class QueueRow(models.Model):
    """Work, and how far it is. How it is claimed, put off and ended: ``submissions.actions.queueing``.

    ``claim`` changes with every attempt, so that a worker that was thought dead cannot finish another's work. ``not_before``: nobody
    begins sooner. ``finished_at``: when it was done, or given up.
    """

    State = State

    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    not_before = models.DateTimeField(_("no antes de"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("terminada"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def waiting(self) -> bool:
        """Whether its result is still to come."""
        return self.state in UNDER_WAY


def queue_constraints(rows: str) -> list[models.CheckConstraint]:
    """What has ended says when, and nothing else does; what is being done says by whom and since when.

    ``rows`` is what the names of the constraints call them.
    """
    over = [State.DONE.value, State.FAILED.value]
    under_way = [state.value for state in UNDER_WAY]
    ended = Q(state__in=over, finished_at__isnull=False) | Q(state__in=under_way, finished_at__isnull=True)
    claimed = ~Q(state=State.RUNNING.value) | Q(claim__isnull=False, claimed_at__isnull=False)
    return [
        models.CheckConstraint(condition=ended, name=f"ended_{rows}_have_an_end"),
        models.CheckConstraint(condition=claimed, name=f"running_{rows}_are_claimed"),
    ]


def queue_index(row: str) -> models.Index:
    """By which those that are due are found."""
    return models.Index(fields=["state", "not_before"], name=f"{row}_queue")
