"""The form with which an edition's data is sent to the Hub."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.hub.addresses import is_repo_id
from judging.exports.card import LICENSES

LONGEST_NAME = 200


class DatasetForm(forms.Form):
    """Where to, who may see it, and under which licence. ``public``: the results are out, so everybody may."""

    repo_id = forms.CharField(
        label=gettext_lazy("Dataset"),
        help_text=gettext_lazy("Como «organización/nombre». Si no existe, se crea."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Escribe el nombre del dataset, como «organización/nombre».")},
    )
    license = forms.ChoiceField(label=gettext_lazy("Licencia"), choices=tuple(LICENSES.items()), initial="cc-by-4.0")
    private = forms.BooleanField(label=gettext_lazy("Que sea privado"), required=False, initial=True)

    def __init__(self, *args: Any, public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("repo_id", "license"):
            self.fields[name].widget.attrs["class"] = "form-control" if name == "repo_id" else "form-select"
        self.fields["private"].widget.attrs["class"] = "form-check-input"
        if not public:
            self.fields["private"].disabled = True
            self.fields["private"].help_text = _("Los resultados aún no son públicos: nadie más lo verá.")

    def clean_repo_id(self) -> str:
        """A name that the Hub can have; the whole address of a dataset is taken, too."""
        typed = self.cleaned_data["repo_id"].strip().rstrip("/")
        name = typed.partition("/datasets/")[2] or typed
        if not is_repo_id(name):
            raise forms.ValidationError(
                _("El Hub no puede tener un dataset con ese nombre. Escríbelo como «organización/nombre».")
            )
        return name
