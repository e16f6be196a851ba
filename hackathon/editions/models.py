"""An edition and its rules, which are data: versioned, digested, and the truth at run time."""

import json
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hackathon.editions.parsing import parse_rules
from hackathon.editions.rules import EditionRules


class Edition(models.Model):
    """One hackathon. ``rules`` is what ``parsing.dump_rules`` gave; ``rules_digest`` names exactly that content.

    ``source`` and ``source_digest`` say which edition's rules a shifted copy was made from (empty: none).
    """

    slug = models.SlugField(_("identificador"), unique=True)
    title = models.CharField(_("título"), max_length=200)
    rules = models.JSONField(_("bases"))
    rules_digest = models.CharField(max_length=64, editable=False)
    rules_version = models.PositiveIntegerField(_("versión de las bases"), default=1, editable=False)
    source = models.SlugField(blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("edición")
        verbose_name_plural = _("ediciones")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title

    @property
    def parsed_rules(self) -> EditionRules:
        """The rules as a frozen tree; equal rules are parsed once per process, and one row's are looked up once."""
        known: tuple[object, EditionRules] | None = self.__dict__.get("_parsed")
        if known is None or known[0] is not self.rules:
            known = (self.rules, _parse(json.dumps(self.rules, sort_keys=True)))
            self.__dict__["_parsed"] = known
        return known[1]


@lru_cache(maxsize=64)
def _parse(rules: str) -> EditionRules:
    return parse_rules(json.loads(rules))


class EditionRulesVersion(models.Model):
    """What the rules said, from when on, and who changed them why. Append-only."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rules_versions")
    number = models.PositiveIntegerField(_("versión"))
    rules = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("desde"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("motivo"), blank=True)

    class Meta:
        verbose_name = _("versión de las bases")
        verbose_name_plural = _("versiones de las bases")
        ordering = ["edition", "-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_rules_version_per_number")]

    def __str__(self) -> str:
        return f"{self.edition} v{self.number}"


class TrailEntry(models.Model):
    """One line of the audit trail: who did what to what, when and why. Written by ``trail.record``, never changed."""

    edition = models.ForeignKey(Edition, models.CASCADE, null=True, blank=True, related_name="trail")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("cuándo"))
    verb = models.CharField(_("acción"), max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    target_label = models.CharField(_("sobre"), max_length=200)
    reason = models.TextField(_("motivo"), blank=True)
    detail = models.JSONField(_("detalle"), default=dict, blank=True)

    class Meta:
        verbose_name = _("apunte del registro")
        verbose_name_plural = _("registro de cambios")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="trail_by_target")]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label}"
