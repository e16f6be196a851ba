"""What became of a message, in words."""

from django.utils.translation import gettext as _


def why_not_delivered(error: str) -> str:
    """The sentence for ``Message.error``: ours where it is one of our codes, else what the mail server said."""
    sentences = {
        "bad_address": _("La dirección no es válida."),
        "bad_header": _("El asunto o la dirección tienen caracteres que un correo no admite."),
        "interrupted": _("El envío se paró a medias: puede que le llegara y puede que no."),
        "unanswered": _("El servidor de correo recibió el mensaje y no contestó: puede que le llegara y puede que no."),
        "failed": _("El servidor de la otra persona lo devolvió sin decir por qué."),
    }
    return sentences.get(error, error)
