"""Likes of an organisation's repos: what the lists told day by day, and the count that is made once and kept.

Nobody's name is kept: who likes a repo is asked, and what remains is how many of them belong to the teams that deliver it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.evaluation.likes_states import LeftOut, Surety
from submissions.models.choices import of
from submissions.models.delivery import Submission


class LikesWatch(models.Model):
    """How far the looks at an edition's likes have come.

    ``looked_at``: when we began the last look that was answered, from which the next one follows. ``silent_since``: the first of
    those after it that was not (None: it was answered); ``not_before``: until then the Hub is left in peace. ``busy_until``: a
    worker has the edition for itself until then, and a killed one is followed by another.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="likes_watch")
    not_before = models.DateTimeField(null=True, blank=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    silent_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("seguimiento de likes")
        verbose_name_plural = _("seguimientos de likes")

    def __str__(self) -> str:
        return str(self.edition)


class LikedRepo(models.Model):
    """A public repo of the edition's organisations, as the last look saw it. ``hub_id`` is the Hub's own, which outlives renames.

    ``gone_at``: when it was first missing from the lists (None: it is there). ``duplicated_from``: the Space of which its card says
    that it is a copy. ``likers_asked_at``, ``likers_asked_of``: when we last asked who likes it, and how many they were then.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="liked_repos")
    hub_id = models.CharField(max_length=64)
    repo_type = models.CharField(_("tipo"), max_length=10, choices=of(RepoType))
    repo_id = models.CharField(_("repositorio"), max_length=200)
    sha = models.CharField(max_length=64, blank=True, default="")
    duplicated_from = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(null=True, blank=True)
    likes = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, blank=True)
    likers_asked_at = models.DateTimeField(null=True, blank=True)
    likers_asked_of = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("repositorio con likes")
        verbose_name_plural = _("repositorios con likes")
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "hub_id"], name="one_liked_repo_per_hub_id")]

    def __str__(self) -> str:
        return self.repo_id


class LikesPoint(models.Model):
    """How many likes a repo had when a day of the edition's zone ended, or at its last look. Days like the one before have none."""

    repo = models.ForeignKey(LikedRepo, models.CASCADE, related_name="points")
    day = models.DateField()
    likes = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("likes de un día")
        verbose_name_plural = _("likes por día")
        ordering = ["repo", "day"]
        constraints = [models.UniqueConstraint(fields=["repo", "day"], name="one_likes_point_per_day")]

    def __str__(self) -> str:
        return f"{self.repo} {self.day}: {self.likes}"


class OwnLikes(models.Model):
    """How many of a repo's likes are of the people of a team that delivers it, when we last asked."""

    repo = models.ForeignKey(LikedRepo, models.CASCADE, related_name="own_likes")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    likes = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("likes del propio equipo")
        verbose_name_plural = _("likes del propio equipo")
        ordering = ["repo", "submission"]
        constraints = [models.UniqueConstraint(fields=["repo", "submission"], name="one_own_likes_per_project")]

    def __str__(self) -> str:
        return f"{self.repo}: {self.likes}"


class LikesCount(models.Model):
    """The count for a ``moment`` of the rules: made once, from the first lists that the Hub gave after it, and never again.

    ``taken_at``: when we had those lists. ``before_at``: when we asked for the last ones before the moment (None: there were none).
    ``checked_at``: from then on nothing of it changes any more.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="likes_counts")
    moment = models.DateTimeField()
    taken_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recuento de likes")
        verbose_name_plural = _("recuentos de likes")
        ordering = ["edition", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "moment"], name="one_likes_count_per_moment"),
            models.CheckConstraint(condition=Q(taken_at__gte=F("moment")), name="likes_counted_after_the_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.moment:%Y-%m-%d %H:%M}"


class CountedRepo(models.Model):
    """A repo in a count. ``listed``: what the lists said; ``before``: what they said the last time before the moment (None: nothing).

    ``late`` of them were given after the moment and do not count; of ``undated`` we could not learn when they were given.
    ``repo_id``, ``sha`` and the rest of the repo are as they were then.
    """

    count = models.ForeignKey(LikesCount, models.CASCADE, related_name="repos")
    liked = models.ForeignKey(LikedRepo, models.PROTECT, related_name="counted")
    repo_id = models.CharField(max_length=200)
    duplicated_from = models.CharField(max_length=200, blank=True, default="")
    sha = models.CharField(max_length=64, blank=True, default="")
    listed = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True, blank=True)
    late = models.PositiveIntegerField(default=0)
    undated = models.PositiveIntegerField(default=0)
    surety = models.CharField(max_length=10, choices=of(Surety))

    class Meta:
        verbose_name = _("repositorio contado")
        verbose_name_plural = _("repositorios contados")
        ordering = ["count", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "liked"], name="one_counted_repo_per_count"),
            models.CheckConstraint(condition=Q(late__lte=F("listed")), name="no_more_late_likes_than_likes"),
        ]

    def __str__(self) -> str:
        return f"{self.repo_id}: {self.likes}"

    @property
    def likes(self) -> int:
        """Those that count."""
        return self.listed - self.late


class CountedPart(models.Model):
    """A repo that a project delivered when likes were counted. ``own``: likes of the team's people among those that count (None:
    not known). ``counted`` None: it was on no list, and ``left_out`` says why."""

    count = models.ForeignKey(LikesCount, models.CASCADE, related_name="parts")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=of(ArtefactKind))
    repo_type = models.CharField(max_length=10, choices=of(RepoType))
    repo_id = models.CharField(max_length=200)
    counted = models.ForeignKey(CountedRepo, models.CASCADE, null=True, blank=True, related_name="parts")
    own = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.CharField(max_length=10, choices=of(LeftOut), blank=True, default="")

    class Meta:
        verbose_name = _("parte contada")
        verbose_name_plural = _("partes contadas")
        ordering = ["count", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "submission", "counted", "kind"], name="one_counted_part"),
            models.CheckConstraint(
                condition=Q(counted__isnull=False, left_out="") | (Q(counted__isnull=True) & ~Q(left_out="")),
                name="what_was_not_counted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.repo_id}"
