"""The form with which anybody asks for an audit of a public repo."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from hackathon.hub.addresses import AddressError, AddressProblem, RepoAddress, parse_address
from hackathon.hub.types import RepoType
from submissions.forms.fields import ADDRESS_ATTRS, PlainField
from submissions.validators import MAX_ADDRESS

KINDS: Final[dict[str, Promise]] = {
    RepoType.DATASET.value: gettext_lazy("Dataset"),
    RepoType.MODEL.value: gettext_lazy("Modelo"),
    RepoType.SPACE.value: gettext_lazy("Space (demo)"),
}
NOT_HUB: Final = gettext_lazy("Eso no está en el Hub de Hugging Face, y solo sabemos mirar allí.")
PROBLEMS: Final[dict[AddressProblem, Promise]] = {
    AddressProblem.EMPTY: gettext_lazy("Escribe la dirección de un repositorio, o su nombre: «organización/nombre»."),
    AddressProblem.NOT_HUB: NOT_HUB,
    AddressProblem.NOT_A_REPO: gettext_lazy("Esa página del Hub no es un repositorio. Copia la dirección del tuyo."),
    AddressProblem.MALFORMED: gettext_lazy(
        "No parece un repositorio del Hub. Copia su dirección, o escribe «organización/nombre»."
    ),
}


class OpenAuditForm(forms.Form):
    """Which repo, what it is where its address does not say, and by the rules of which of ``editions``.

    With one edition nothing is asked about it. ``cleaned_data``: ``address`` is a RepoAddress with its type, ``edition`` a row.
    """

    def __init__(self, *args: Any, editions: Sequence[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._editions = {edition.slug: edition for edition in editions}
        self.fields["address"] = PlainField(
            longest=MAX_ADDRESS,
            label=_("Repositorio"),
            help_text=_("Su dirección en Hugging Face, o «organización/nombre»."),
            widget=forms.TextInput(attrs={**ADDRESS_ATTRS, "inputmode": "url"}),
            error_messages={"required": str(PROBLEMS[AddressProblem.EMPTY])},
        )
        self.fields["kind"] = forms.ChoiceField(
            required=False,
            label=_("Qué es"),
            help_text=_("Elígelo si arriba escribes solo «organización/nombre»."),
            choices=[("", _("Lo dice la dirección")), *KINDS.items()],
            error_messages={"invalid_choice": _("Elige una de las opciones de la lista.")},
        )
        if len(self._editions) > 1:
            self.fields["edition"] = forms.ChoiceField(
                label=_("Con las bases de"),
                choices=[(one.slug, in_words(one.parsed_rules.title)) for one in editions],
                error_messages={"invalid_choice": _("Elige una de las ediciones de la lista.")},
            )

    @property
    def has_editions(self) -> bool:
        """Whether there are rules to audit by."""
        return bool(self._editions)

    def clean_address(self) -> RepoAddress:
        """Without asking the Hub: whether it is there is found out later."""
        try:
            return parse_address(self.cleaned_data["address"], endpoint=settings.HF_ENDPOINT)
        except AddressError as error:
            raise forms.ValidationError(str(PROBLEMS[error.code])) from error

    def clean(self) -> dict[str, Any]:
        """The two ways of saying what it is must agree, and one of them must say it."""
        data = super().clean() or {}
        address, kind = data.get("address"), data.get("kind")
        if isinstance(address, RepoAddress):
            if kind and address.repo_type and address.repo_type != kind:
                found = KINDS[address.repo_type.value]
                self.add_error("kind", _("La dirección es de otra cosa: %(found)s.") % {"found": found})
            elif not kind and not address.repo_type:
                self.add_error("kind", _("La dirección no dice qué es. Elígelo aquí."))
            else:
                data["address"] = RepoAddress(address.repo_id, address.repo_type or RepoType(kind))
        data["edition"] = self._editions.get(data.get("edition") or next(iter(self._editions), ""))
        return data
