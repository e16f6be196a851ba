"""What somebody looks for on the board of likes. Everything is optional and lives in the address; what is wrong filters nothing."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import ArtefactKind

MAX_SEARCH: Final = 100
KINDS: Final = {
    ArtefactKind.CORPUS: _("Corpus"),
    ArtefactKind.MODEL: _("Modelo"),
    ArtefactKind.DEMO: _("Demo"),
}


class LikesForm(forms.Form):
    """The reader's choice. ``tipo``: only the repos that are such a part; ``entregados``: only what some project delivers."""

    q = forms.CharField(label=_("Buscar por nombre o proyecto"), required=False, max_length=MAX_SEARCH)
    tipo = forms.ChoiceField(label=_("Qué es"), required=False, choices=[("", _("Todo")), *KINDS.items()])
    entregados = forms.BooleanField(label=_("Solo lo que han entregado los equipos"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.is_valid()

    @property
    def search(self) -> str:
        """A part of a name, in small letters."""
        return str(self.cleaned_data.get("q") or "").strip().casefold()

    @property
    def kind(self) -> ArtefactKind | None:
        """The only part to show, None for all."""
        chosen = self.cleaned_data.get("tipo")
        return ArtefactKind(chosen) if chosen else None

    @property
    def delivered(self) -> bool:
        """Whether to leave out what no project delivers."""
        return bool(self.cleaned_data.get("entregados"))

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.kind or self.delivered)
