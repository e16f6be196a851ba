"""What teams deliver. Versions are only ever added; a draft is what a team is still writing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.models.choices import of
from teams.models import Team


class Repo(models.Model):
    """A repo on the Hub. ``hub_id`` is the Hub's own id, which outlives renames; null until the Hub has told us."""

    hub_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    repo_type = models.CharField(_("tipo"), max_length=10, choices=of(RepoType))
    repo_id = models.CharField(_("repositorio"), max_length=200)
    first_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("repositorio")
        verbose_name_plural = _("repositorios")
        constraints = [
            models.UniqueConstraint(
                fields=["repo_type", "repo_id"], condition=Q(hub_id=None), name="one_unresolved_repo_per_name"
            )
        ]
        indexes = [models.Index(fields=["repo_type", "repo_id"], name="repo_by_name")]

    def __str__(self) -> str:
        return self.repo_id


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Chains."""

    def delivered(self) -> "SubmissionQuerySet":
        """Those that take part: delivered at least once, and not withdrawn."""
        return self.filter(current__isnull=False, withdrawn_at__isnull=True)


class Submission(models.Model):
    """A team's project in an edition. What it says is in its versions; ``current`` is the newest.

    A withdrawn one keeps its versions, and takes part in nothing until it is delivered again.
    """

    team = models.OneToOneField(Team, models.PROTECT, related_name="submission")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="submissions")
    current = models.ForeignKey(
        "SubmissionVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("versión actual")
    )
    created_at = models.DateTimeField(_("creada"))
    withdrawn_at = models.DateTimeField(_("retirada"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("proyecto")
        verbose_name_plural = _("proyectos")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.current.title if self.current else str(self.team)


class SubmissionVersion(models.Model):
    """One delivery of the form. Append-only. ``late``: accepted after the close, as the edition's rules allow.

    ``code`` is a list of addresses, ``languages`` one of codes, ``answers`` a mapping from the key of a question of the
    edition's own to a text, a list of texts or a boolean. ``consent`` to publish: None where it was not asked. ``track`` is
    the key of the line of the competition, empty where the edition has none.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("versión"))
    title = models.CharField(_("título"), max_length=120)
    summary = models.TextField(_("resumen"), max_length=2000)
    impact = models.TextField(_("motivación e impacto"), max_length=4000, blank=True, default="")
    video = models.CharField(_("vídeo"), max_length=300, blank=True, default="")
    code = models.JSONField(_("código"), default=list, blank=True)
    languages = models.JSONField(_("lenguas y variedades"), default=list, blank=True)
    consent = models.BooleanField(_("permiso para publicar"), null=True, blank=True)
    sdgs = models.JSONField(_("ODS"), default=list, blank=True)
    opt_ins = models.JSONField(default=list, blank=True)
    track = models.CharField(_("línea"), max_length=60, blank=True, default="")
    answers = models.JSONField(_("respuestas"), default=dict, blank=True)
    late = models.BooleanField(_("fuera de plazo"), default=False)
    rules_digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("entregada"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("versión de la entrega")
        verbose_name_plural = _("versiones de la entrega")
        ordering = ["submission", "-number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def parts(self) -> list["Entry | OutsideEntry"]:
        """What it names on the Hub and outside it, in its order."""
        return sorted([*self.entries.all(), *self.outside_entries.all()], key=lambda part: part.position)


class Entry(models.Model):
    """One repo named by a version. ``address`` is what the team typed.

    ``sha`` is the head of its main branch as we last saw it when the version was saved, at ``sha_seen_at``; empty while the
    Hub had not told.
    """

    version = models.ForeignKey(SubmissionVersion, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=of(ArtefactKind))
    position = models.PositiveSmallIntegerField()
    repo = models.ForeignKey(Repo, models.PROTECT, related_name="entries")
    address = models.CharField(_("dirección"), max_length=300)
    sha = models.CharField(_("revisión"), max_length=64, blank=True, default="")
    sha_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("repositorio de la entrega")
        verbose_name_plural = _("repositorios de la entrega")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_entry_per_position"),
            models.UniqueConstraint(fields=["version", "kind", "repo"], name="one_entry_per_repo_and_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.repo}"


class OutsideEntry(models.Model):
    """A part of a project that lies outside the Hub, as an edition may allow: stored as it is, and checked by nobody."""

    version = models.ForeignKey(SubmissionVersion, models.CASCADE, related_name="outside_entries")
    kind = models.CharField(max_length=10, choices=of(ArtefactKind))
    position = models.PositiveSmallIntegerField()
    address = models.CharField(_("dirección"), max_length=300)

    class Meta:
        verbose_name = _("parte fuera del Hub")
        verbose_name_plural = _("partes fuera del Hub")
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="one_outside_entry_per_position")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}"


class Draft(models.Model):
    """What a team is writing in the delivery form. ``number`` grows with each save of it; 0 before the first.

    ``based_on`` is the number of the delivered version that it was begun from (0: none).
    """

    team = models.OneToOneField(Team, models.CASCADE, related_name="draft")
    number = models.PositiveIntegerField(default=0)
    based_on = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("borrador")
        verbose_name_plural = _("borradores")

    def __str__(self) -> str:
        return f"{self.team} ({self.number})"


class DraftRevision(models.Model):
    """One save of a draft: ``content`` maps the form's fields to what was typed in them. The newest few are kept."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("guardado del borrador")
        verbose_name_plural = _("guardados del borrador")
        ordering = ["draft", "-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_draft_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.draft} r{self.number}"
