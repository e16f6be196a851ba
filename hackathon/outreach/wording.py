"""What stood in the way of a post on Discord, or of a deadline that was to be moved, in words."""

from django.utils.translation import gettext as _

from hackathon.editions.deadlines import Deadline, Due, moment_of
from hackathon.editions.extending import Why
from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import deadline_name, in_zone

ORDER = tuple(Deadline)
"""What comes before what, wherever two of them are bound to each other."""


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


def why_not_moved(why: Why) -> str:
    """Why a deadline stays where it is, and what can be done."""
    sentences = {
        Why.ABSENT: _("Esta edición no tiene ese plazo."),
        Why.PAST: _("Ese momento ya ha pasado. Elige uno que esté por venir."),
        Why.SAME: _("El plazo ya está en ese momento: no hay nada que cambiar."),
        Why.EARLIER: _(
            "Un plazo anunciado no se acorta: hay equipos que cuentan con él. Elige un momento posterior al de ahora."
        ),
        Why.PUBLISHED: _("Los resultados ya están publicados: los plazos de esta edición ya no se cambian."),
    }
    return sentences[why]


def what_contradicts(rules: EditionRules, which: Deadline, other: Deadline) -> str:
    """That ``which`` cannot stand there because of the ``other``, and that the other has to move first."""
    at = moment_of(rules, other)
    words = {
        "this": deadline_name(which),
        "other": deadline_name(other),
        "when": in_zone(Due(other, None, at).said, rules.timezone) if at else "",
    }
    if ORDER.index(which) < ORDER.index(other):
        text = _("«%(this)s» no puede acabar después que «%(other)s» (%(when)s). Cambia primero esa fecha.")
    else:
        text = _("«%(this)s» no puede quedar antes que «%(other)s» (%(when)s). Cambia primero esa fecha.")
    return text % words
