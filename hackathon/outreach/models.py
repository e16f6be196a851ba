"""What organisers say to many people at once: mail to a filtered set, and announcements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition


class Campaign(models.Model):
    """A mail to a filtered set of people. Its recipients are frozen when it is previewed; those are the ones it is sent to."""

    class State(models.TextChoices):
        DRAFT = "draft", _("borrador")
        SENT = "sent", _("enviada")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="campaigns", verbose_name=_("edición"))
    subject = models.CharField(_("asunto"), max_length=200)
    body = models.TextField(_("texto"), max_length=20_000)
    subject_en = models.CharField(_("asunto en inglés"), max_length=200, blank=True)
    body_en = models.TextField(_("texto en inglés"), max_length=20_000, blank=True)
    essential = models.BooleanField(_("imprescindible"), default=False)
    audience = models.JSONField(_("filtro"), default=dict)
    frozen_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("creada"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("enviada"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("envío de correo")
        verbose_name_plural = _("envíos de correo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None, sent_by=None)
                | Q(state="sent", sent_at__isnull=False, sent_by__isnull=False, frozen_at__isnull=False),
                name="sent_campaigns_say_when_and_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class CampaignRecipient(models.Model):
    """Somebody on the frozen list of a campaign, as they were then."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recipients")
    registration = models.ForeignKey("registration.Registration", models.SET_NULL, null=True, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=150)

    class Meta:
        ordering = ["campaign", "email"]
        constraints = [models.UniqueConstraint(fields=["campaign", "email"], name="one_mail_per_campaign_and_email")]

    def __str__(self) -> str:
        return self.email


class Announcement(models.Model):
    """News on the edition's pages and, where a webhook is set up, on Discord. The row is the queue of its post there."""

    class DiscordState(models.TextChoices):
        NOT_WANTED = "not_wanted", _("no se publica")
        QUEUED = "queued", _("en cola")
        POSTING = "posting", _("publicándose")
        POSTED = "posted", _("publicado")
        FAILED = "failed", _("no se pudo publicar")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="announcements", verbose_name=_("edición"))
    title = models.CharField(_("título"), max_length=150)
    body = models.TextField(_("texto"), max_length=4_000)
    title_en = models.CharField(_("título en inglés"), max_length=150, blank=True)
    body_en = models.TextField(_("texto en inglés"), max_length=4_000, blank=True)
    published_at = models.DateTimeField(_("publicado"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirado"), null=True, blank=True)
    discord_state = models.CharField("Discord", max_length=12, choices=DiscordState, default=DiscordState.NOT_WANTED)
    discord_attempts = models.PositiveSmallIntegerField(default=0)
    discord_claim = models.UUIDField(null=True, blank=True, editable=False)
    discord_claimed_at = models.DateTimeField(null=True, blank=True)
    discord_not_before = models.DateTimeField(null=True, blank=True)
    discord_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("anuncio")
        verbose_name_plural = _("anuncios")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["discord_state", "discord_not_before"], name="discord_queue")]

    def __str__(self) -> str:
        return self.title
