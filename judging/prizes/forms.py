"""Forms about prizes and benefits."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from judging.models import Award, Entitlement
from judging.prizes import code_lists
from judging.prizes.code_lists import CodeList
from submissions.models import Submission

LONGEST_SEARCH = 100


class NoteForm(forms.Form):
    """What the jury says of a prize."""

    note = forms.CharField(
        label=gettext_lazy("Lo que dice el jurado"),
        required=False,
        max_length=Award._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why a prize is taken back."""

    reason = forms.CharField(label=gettext_lazy("Motivo"), max_length=300)


class AgainForm(forms.Form):
    """A prize of the edition and a project, which get together again."""

    prize = forms.CharField(max_length=Award._meta.get_field("prize").max_length)
    submission = forms.ModelChoiceField(Submission.objects.none())

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].queryset = Submission.objects.filter(edition=edition).select_related("edition")


class CodesForm(forms.Form):
    """A list of codes: pasted, or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Códigos, uno por línea"),
        required=False,
        strip=False,
        max_length=code_lists.MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("O un archivo de texto o CSV de una columna"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,text/plain,text/csv"}),
    )

    def clean_file(self) -> UploadedFile | None:
        """The file, if it is not too big to be read."""
        file = self.cleaned_data["file"]
        if file and file.size > code_lists.MAX_BYTES:
            raise forms.ValidationError(_("El archivo pesa demasiado: 2 MB como mucho."), "too_big")
        return file

    def clean(self) -> dict[str, Any]:
        """At least one code there has to be."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        text = code_lists.decode(file.read()) if file else cleaned.get("text", "")
        try:
            cleaned["codes"] = code_lists.read(text)
        except code_lists.TooMany:
            raise forms.ValidationError(
                _("Son demasiados códigos de una vez: 20 000 como mucho. Pártelos en dos."), "too_many"
            ) from None
        if not cleaned["codes"].codes:
            raise forms.ValidationError(_("No hay ningún código: escribe o sube uno por línea."), "none")
        return cleaned

    @property
    def codes(self) -> CodeList:
        """What was typed, of a valid form."""
        return self.cleaned_data["codes"]


class BenefitFilterForm(forms.Form):
    """Which benefits of the list; what cannot be understood filters nothing."""

    q = forms.CharField(label=gettext_lazy("Persona o equipo"), max_length=LONGEST_SEARCH, required=False)
    what = forms.ChoiceField(label=gettext_lazy("Beneficio"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Estado"), choices=[("", gettext_lazy("Todos")), *Entitlement.State.choices], required=False
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [
            ("", _("Todos")),
            *(
                (f"{prize.key}/{benefit.key}", f"{in_words(prize.title)}: {in_words(benefit.title)}")
                for prize in edition.parsed_rules.prizes
                for benefit in prize.benefits
                if benefit.key
            ),
        ]

    def narrowed(self, found: QuerySet[Entitlement]) -> QuerySet[Entitlement]:
        """Only those that were asked for."""
        asked = self._asked()
        if text := asked.get("q"):
            named = Q(user__name__icontains=text) | Q(user__email__icontains=text) | Q(team__name__icontains=text)
            found = found.filter(named)
        if what := asked.get("what"):
            prize, _slash, benefit = what.partition("/")
            found = found.filter(prize=prize, benefit=benefit)
        return found.filter(state=asked["state"]) if asked.get("state") else found

    def query(self) -> str:
        """The filters for the links to other pages."""
        return urlencode({key: value for key, value in self._asked().items() if value})

    def _asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
