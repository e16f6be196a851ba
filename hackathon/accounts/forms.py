"""Forms about people."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from hackathon.accounts import queries, validators
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column


class ProfileForm(forms.Form):
    """What a person wants to be called here."""

    name = forms.CharField(
        label=_("Nombre que se muestra"),
        max_length=150,
        required=False,
        help_text=_("Así te verán tu equipo y el jurado. Si lo dejas vacío, se usa el de Hugging Face."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        return validators.clean_person_name(self.cleaned_data["name"])


class TokenForm(forms.Form):
    """A name for a new token, by which its person knows it again, and how long it shall last."""

    DAYS = (("30", _("30 días")), ("90", _("90 días")), ("365", _("un año")))

    name = forms.CharField(
        label=_("Nombre del token"),
        max_length=60,
        help_text=_("Para reconocerlo. Ejemplo: cuaderno de Alicia."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.ChoiceField(label=_("Caduca en"), choices=DAYS, initial="90")

    def clean_name(self) -> str:
        return validators.clean_person_name(self.cleaned_data["name"])


class GrantRoleForm(forms.ModelForm):
    """Make somebody a judge or organiser. They are named, not picked: whom one has no business with is not listed.

    The admin sets ``editions`` (those that the reader runs) on a subclass for each request.
    """

    editions = Edition.objects.none()
    person = forms.CharField(
        label=_("Persona"),
        help_text=_("Su correo o su cuenta de Hugging Face. Tiene que haber entrado ya una vez."),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Role
        fields = ["edition", "kind"]
        widgets = {"edition": UnfoldAdminSelectWidget, "kind": UnfoldAdminSelectWidget}

    field_order = ["person", "edition", "kind"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = self.editions
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in (Role.Kind.JUDGE, Role.Kind.ORGANISER)]

    def clean_person(self) -> User:
        person = queries.person_named(self.cleaned_data["person"])
        if person is None:
            raise forms.ValidationError(
                _("No hay nadie con ese correo o esa cuenta. Pídele que entre una vez y prueba de nuevo.")
            )
        return person


class ExportForm(forms.Form):
    """Which columns of a list, in which kind of file. All are ticked to begin with."""

    EXTENSIONS = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"))

    columns = forms.MultipleChoiceField(
        label=_("Columnas"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Elige al menos una columna.")},
    )
    extension = forms.ChoiceField(label=_("Formato"), widget=forms.RadioSelect, choices=EXTENSIONS, initial="csv")

    def __init__(self, *args: object, columns: Sequence[Column], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(column.key, column.header) for column in columns]
        self.fields["columns"].initial = [column.key for column in columns]


class EraseForm(forms.Form):
    """The word that one has to type before everything goes; in either language, in any letter case."""

    WORDS = frozenset({"borrar", "delete"})

    word = forms.CharField(
        label=_("Escribe BORRAR para confirmarlo"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Para borrar tus datos, escribe la palabra BORRAR.")},
    )

    def clean_word(self) -> str:
        if self.cleaned_data["word"].strip("«»\"'. ").casefold() not in self.WORDS:
            raise forms.ValidationError(_("Esa no es la palabra. No se ha borrado nada: escribe BORRAR."))
        return self.cleaned_data["word"]


class TwoAccountsForm(forms.Form):
    """Which two accounts are one person's. Only accounts that ``by`` may merge are known here: of others nothing is said."""

    one = forms.CharField(
        label=_("Una cuenta"),
        help_text=_("Su correo o su cuenta de Hugging Face."),
        widget=UnfoldAdminTextInputWidget,
    )
    other = forms.CharField(
        label=_("La otra cuenta"),
        help_text=_("Su correo o su cuenta de Hugging Face."),
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_one(self) -> User:
        return self._known("one")

    def clean_other(self) -> User:
        return self._known("other")

    def clean(self) -> dict[str, User]:
        cleaned = super().clean()
        if "one" in cleaned and cleaned["one"] == cleaned.get("other"):
            raise forms.ValidationError(_("Es la misma cuenta dos veces. Elige la otra."))
        return cleaned

    def _known(self, name: str) -> User:
        person = queries.person_named(self.cleaned_data[name])
        if person is None or not queries.may_merge(by=self.by, keep=person, gone=person):
            text = _(
                "No hay una cuenta con ese correo o ese nombre que puedas unir. "
                "Solo se unen cuentas cuyas ediciones organizas todas."
            )
            raise forms.ValidationError(text)
        return person


class MergeForm(forms.Form):
    """Which of two accounts stays, and why they are merged."""

    keep = forms.ChoiceField(
        label=_("La cuenta que se queda"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige qué cuenta se queda.")},
    )
    reason = forms.CharField(
        label=_("Motivo"),
        help_text=_("Queda en el registro de cambios."),
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: object, accounts: Sequence[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(account.pk): account for account in accounts}
        self.fields["keep"].choices = [(pk, account.email) for pk, account in self.accounts.items()]

    @property
    def kept(self) -> User:
        """The one that stays."""
        return self.accounts[self.cleaned_data["keep"]]

    @property
    def gone(self) -> User:
        """The one that is closed."""
        return next(account for account in self.accounts.values() if account != self.kept)
