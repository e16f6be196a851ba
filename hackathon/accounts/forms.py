"""Forms about people."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from hackathon.accounts import queries, validators
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition


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
