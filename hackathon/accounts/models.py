"""People and what they may do in an edition."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from hackathon import clock
from hackathon.editions.models import Edition


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person with that e-mail; without a password only the Hub lets them in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """An organiser of every edition, for ``manage.py createsuperuser``: whoever may run that vouches for the address."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``hub_sub`` is who they are on the Hub; their Hub user name can change, that cannot.

    The ``hub_…`` fields say what the Hub said at the last sign-in, ``discord_…`` what Discord said when the person
    connected it; ``name`` is what the person chose to be called here. ``erased_at``: the person deleted their data, and
    the row only holds the place that others' work refers to.
    """

    email = models.EmailField(_("correo electrónico"), unique=True)
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    hub_name = models.CharField(max_length=150, blank=True, editable=False)
    hub_sub = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)
    hub_username = models.CharField(_("cuenta de Hugging Face"), max_length=100, blank=True)
    hub_orgs = models.JSONField(default=list, blank=True, editable=False)
    discord_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    discord_username = models.CharField(max_length=60, blank=True, editable=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name that others see; never the whole e-mail address."""
        if self.erased_at:
            return gettext("Persona que borró sus datos")
        return self.name or self.hub_name or self.hub_username or self.email.split("@")[0]

    def get_full_name(self) -> str:
        """What Django's admin calls the display name."""
        return self.display_name


class Role(models.Model):
    """What a person is in one edition. A person may be several things."""

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("participante")
        JUDGE = "judge", _("jurado")
        ORGANISER = "organiser", _("organización")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles", verbose_name=_("persona"))
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="roles", verbose_name=_("edición"))
    kind = models.CharField(_("papel"), max_length=20, choices=Kind)
    granted_at = models.DateTimeField(_("desde"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="roles_granted",
        verbose_name=_("dado por"),
    )

    class Meta:
        verbose_name = _("papel")
        verbose_name_plural = _("papeles")
        constraints = [models.UniqueConstraint(fields=["user", "edition", "kind"], name="one_role_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} ({self.edition})"


class ApiToken(AbstractAuthToken):
    """A key with which a person's programs use the API in their name, until ``expiry``. Only its digest is kept.

    ``last_used_at`` is true to the hour: it is not written at each use.
    """

    name = models.CharField(_("nombre"), max_length=60)
    created = models.DateTimeField(_("creado"))
    expiry = models.DateTimeField(_("caduca"))
    last_used_at = models.DateTimeField(_("último uso"), null=True, blank=True)

    class Meta:
        verbose_name = _("token de la API")
        verbose_name_plural = _("tokens de la API")
        ordering = ["-created", "name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_token_per_name")]

    def __str__(self) -> str:
        return self.name
