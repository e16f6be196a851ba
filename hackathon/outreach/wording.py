"""What stood in the way of a post on Discord, in words."""

from django.utils.translation import gettext as _


def why_not_posted(code: str) -> str:
    """The sentence for ``Announcement.discord_error``; nothing for none."""
    if not code:
        return ""
    sentences = {
        "not_set_up": _("Este sitio ya no tiene configurado un webhook de Discord."),
        "bad_address": _("La dirección del webhook no es válida. Quien administra el sitio puede corregirla."),
        "rate_limited": _("Discord pidió esperar porque recibe demasiados mensajes."),
        "timeout": _("Discord no contestó a tiempo. Puede que el mensaje haya llegado: míralo antes de repetirlo."),
        "unreachable": _("No se pudo llegar a Discord."),
        "worker_lost": _("El proceso se paró a medias. Puede que el mensaje haya llegado: míralo antes de repetirlo."),
        "http_400": _("Discord no acepta este mensaje."),
        "http_401": _("Discord ya no reconoce el webhook. Quien administra el sitio tiene que poner uno nuevo."),
        "http_403": _("El webhook no tiene permiso para publicar en ese canal de Discord."),
        "http_404": _("El webhook ya no existe en Discord. Quien administra el sitio tiene que poner uno nuevo."),
    }
    return sentences.get(code) or _("Discord contestó con un error (%(code)s).") % {"code": code}
