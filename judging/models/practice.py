"""What judges say to each other about a project that all of them scored to practise."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from judging.models.plans import CommonProject


class PracticeMessage(models.Model):
    """A message of the discussion of a practice project. ``author`` None: their account is gone."""

    project = models.ForeignKey(CommonProject, models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="practice_messages", verbose_name=_("de")
    )
    text = models.TextField(_("mensaje"), max_length=2000)
    at = models.DateTimeField(_("escrito"))

    class Meta:
        verbose_name = _("mensaje sobre la práctica")
        verbose_name_plural = _("mensajes sobre la práctica")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
