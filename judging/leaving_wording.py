"""How archives and what is sent to the Hub stand, in sentences, with what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from judging.actions.archiving import NOT_FROZEN as ARCHIVE_NOT_FROZEN
from judging.actions.archiving import OTHER_NUMBERS
from judging.actions.dataset_errors import Why
from judging.models import Archive, DatasetPush

NOT_FROZEN = gettext_lazy("Los resultados no están congelados todavía: congélalos antes.")
NO_TOKEN = gettext_lazy(
    "El sitio no tiene con qué escribir en el Hub: quien lo administra tiene que poner un token en HF_WRITE_TOKEN."
)
STEPS = {
    "results": gettext_lazy("calculando de nuevo los resultados"),
    "rules": gettext_lazy("copiando las bases"),
    "evidence": gettext_lazy("anotando el registro de pruebas"),
    "likes": gettext_lazy("copiando los likes"),
    "tables": gettext_lazy("escribiendo las tablas"),
    "signing": gettext_lazy("firmando y comprobando"),
}
ARCHIVES = {
    ARCHIVE_NOT_FROZEN: NOT_FROZEN,
    OTHER_NUMBERS: gettext_lazy(
        "De las evaluaciones congeladas salen hoy otros números que los que se congelaron, así que no se ha firmado nada. "
        "Retira los resultados y congélalos de nuevo."
    ),
}
FAULT = gettext_lazy(
    "Algo ha fallado por nuestra parte. Pídelo otra vez; si se repite, avisa a quien administra el sitio."
)
PUSHES = {
    Why.NOT_FROZEN: NOT_FROZEN,
    Why.WITHDRAWN: gettext_lazy("Los resultados se retiraron: el dataset ha quedado privado, y no se ha enviado nada."),
    Why.NO_TOKEN: NO_TOKEN,
    Why.NOT_OURS: gettext_lazy(
        "Ese dataset ya existe y tiene cosas que no son de aquí. No se ha tocado nada: elige otro nombre."
    ),
    Why.FORBIDDEN: gettext_lazy("El token del sitio no puede escribir ahí. Elige una organización en la que sí pueda."),
    Why.REFUSED: gettext_lazy("El Hub no lo ha aceptado. Mira lo que dice y pídelo otra vez."),
    Why.SILENT: gettext_lazy("El Hub no contesta. Pídelo otra vez dentro de un rato."),
    Why.LOST: FAULT,
}


def of_archive(archive: Archive) -> str:
    """Where an archive stands."""
    if archive.state == Archive.State.FAILED:
        return str(ARCHIVES.get(archive.error, FAULT))
    if archive.state == Archive.State.RUNNING and archive.step in STEPS:
        return _("En marcha: %(step)s.") % {"step": STEPS[archive.step]}
    return "" if archive.state == Archive.State.DONE else _("En cola: empieza enseguida.")


def of_push(push: DatasetPush) -> str:
    """Where a sending stands."""
    if push.state == DatasetPush.State.FAILED:
        known = [why for why in Why if why.value == push.error]
        return str(PUSHES[known[0]] if known else FAULT)
    if push.state == DatasetPush.State.DONE:
        return _("Enviado.") if push.changed else _("El Hub ya tenía exactamente esto: no hizo falta otro commit.")
    if push.error:
        return _("El Hub no contesta: se prueba otra vez enseguida.")
    return _("Enviando…") if push.state == DatasetPush.State.RUNNING else _("En cola: empieza enseguida.")
