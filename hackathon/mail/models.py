"""The outbox: one row for each e-mail to one person. The row is the queue; a task only looks at it sooner."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """An e-mail to one address. ``key`` names its occasion: the same occasion never makes a second message.

    A message is claimed right before it is handed over. DOUBTFUL: the worker died between the two, so it may or may not
    have gone out; it is never sent again by itself. ``batch`` groups the messages of one mailing.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("en cola")
        SENDING = "sending", _("enviándose")
        SENT = "sent", _("enviado")
        BOUNCED = "bounced", _("devuelto")
        FAILED = "failed", _("no se pudo enviar")
        SKIPPED = "skipped", _("no enviado: dado de baja")
        DOUBTFUL = "doubtful", _("quizá enviado")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages_received"
    )
    email = models.EmailField(_("a"))
    subject = models.CharField(_("asunto"), max_length=200)
    body = models.TextField(_("texto"))
    language = models.CharField(max_length=10, default="es")
    essential = models.BooleanField(_("imprescindible"), default=False)
    key = models.CharField(max_length=200, unique=True)
    batch = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(_("en cola desde"))
    not_before = models.DateTimeField(_("no antes de"))
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    error = models.CharField(_("por qué"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mensaje")
        verbose_name_plural = _("mensajes")
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claim__isnull=False, claimed_at__isnull=False),
                name="messages_being_sent_are_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_messages_say_when"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="message_queue"),
            models.Index(fields=["batch", "state"], name="messages_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.email}"


class OptOut(models.Model):
    """An address that wants no mail but what is essential."""

    email = models.EmailField(_("correo electrónico"))
    at = models.DateTimeField(_("desde"))

    class Meta:
        verbose_name = _("baja")
        verbose_name_plural = _("bajas")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_opt_out_per_email")]

    def __str__(self) -> str:
        return self.email
