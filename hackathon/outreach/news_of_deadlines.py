"""What people read when a deadline was moved: the announcement, and the mail to each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.editions.deadlines import MINUTE, Deadline
from hackathon.editions.extending import Moved
from hackathon.editions.rules import ProjectField
from hackathon.editions.wording import close_policy, deadline_name, everywhere, in_zone
from hackathon.mail import links
from hackathon.outreach.letters import Text
from hackathon.outreach.mailing import ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why, as the organiser wrote it; who reads English gets the Spanish where there is nothing else."""

    spanish: str
    english: str = ""

    def in_language(self, language: str) -> str:
        return self.english if language == ENGLISH and self.english else self.spanish


def announced(moved: Moved, reason: Reason, language: str) -> Text:
    """Title and text of the announcement in ``language``."""
    with override(language):
        paragraphs = [_what_happened(moved), _("Motivo: %(reason)s") % {"reason": reason.in_language(language)}]
        also = consequences(moved)
        if also:
            paragraphs.append("\n".join([_("Con eso cambia también:"), *(f"· {each}" for each in also)]))
        paragraphs.append(_("Todo lo demás sigue como estaba."))
        return Text(subject=_title(moved), body="\n\n".join(paragraphs))


def consequences(moved: Moved) -> list[str]:
    """What else changes with it, one sentence each, in the reader's language; milestones, which only say it again, apart."""
    return [*(_close_in_words(moved) if moved.which == Deadline.SUBMISSION else ()), *_jury_in_words(moved)]


def letter(announcement: Text, *, name: str, slug: str, title: str, language: str) -> Text:
    """The announcement as a mail to one person."""
    with override(language):
        hello = _("Hola, %(name)s:") % {"name": name}
        here = links.absolute(reverse("editions:detail", args=[slug]))
        where = _("Todos los plazos, también en la hora de donde estés: %(link)s") % {"link": here}
        why = _("Te escribe la organización de %(edition)s, porque participas en ella.")
        body = "\n\n".join([hello, announcement.body, where, why % {"edition": title}])
        return Text(subject=f"{title}: {announcement.subject}", body=body)


def _title(moved: Moved) -> str:
    if moved.back:
        title = _("%(what)s: vuelve a la fecha de antes, %(when)s")
    elif moved.reopened and moved.which.is_window:
        title = _("%(what)s: se abre otra vez, hasta el %(when)s")
    elif moved.which.is_window:
        title = _("%(what)s: hay más tiempo, hasta el %(when)s")
    else:
        title = _("%(what)s: nueva fecha, %(when)s")
    return title % {"what": deadline_name(moved.which), "when": in_zone(moved.after.said, moved.rules.timezone)}


def _what_happened(moved: Moved) -> str:
    if not moved.which.is_window:
        text = _("%(what)s: era el %(before)s y ahora es el %(after)s.")
    elif moved.reopened:
        text = _("%(what)s: el plazo se cerró el %(before)s y se abre otra vez, hasta el %(after)s.")
    else:
        text = _("%(what)s: el plazo se cerraba el %(before)s y ahora se cierra el %(after)s.")
    before, after = (everywhere(each.said, moved.rules.timezone) for each in (moved.before, moved.after))
    return text % {"what": deadline_name(moved.which), "before": before, "after": after}


def _close_in_words(moved: Moved) -> list[str]:
    """What the close of the delivery takes with it: its grace, what is taken late, a video without dates of its own."""
    said, rules = close_policy(moved.rules), moved.rules
    if rules.windows.video is None and rules.submission.asked(ProjectField.VIDEO):
        said.append(_("El vídeo se puede dar o cambiar mientras se acepten entregas."))
    return said


def _jury_in_words(moved: Moved) -> list[str]:
    if moved.jury is None:
        return []
    closes_at = moved.jury.closes_at - MINUTE
    opens, closes = (everywhere(each, moved.rules.timezone) for each in (moved.jury.opens_at, closes_at))
    return [_("El jurado puntúa desde el %(opens)s hasta el %(closes)s.") % {"opens": opens, "closes": closes}]
