"""The results in plain words: what a warning, an agreement, a tie or a decision means. In the reader's language."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hackathon.editions.rules import MEDIAN, TOTAL, EditionRules, Method, Rubric
from hackathon.editions.wording import in_words
from judging import aggregate, caution_sentences
from judging.aggregate.sheets import SHARED, Code
from judging.templatetags.judging import worth

Names = Mapping[int, str]


def points(value: Fraction | None, places: int = 2) -> str:
    """Points as the reader writes them; a dash for none."""
    return "–" if value is None else formats.number_format(aggregate.points(value, places), decimal_pos=places)


def chance(probability: float | None) -> str:
    """A probability as people say it: 73 %. What is not quite certain is not called so."""
    if probability is None:
        return "–"
    if probability < 0.01:
        return _("menos del 1 %")
    if 0.99 < probability < 1:
        return _("más del 99 %")
    return f"{probability * 100:.0f} %"


def method(which: Method) -> str:
    """What a method does, in a sentence."""
    return {
        Method.MEAN: _("El total es la media de las evaluaciones, sin ajustar nada."),
        Method.TRIMMED: _("El total es la media de las evaluaciones sin la más alta ni la más baja."),
        Method.MODEL: _(
            "El total descuenta lo exigente o generosa que es cada persona del jurado, comparándola con quienes "
            "puntuaron los mismos proyectos. A nadie se le cambia el orden que dio."
        ),
    }[which]


def out_of(rules: EditionRules) -> str:
    """Of how many points a total is; by track where that is not the same for all."""
    most = {track.key: rules.rubric.most(track.key) for track in rules.jury.tracks}
    if len(set(most.values())) < 2:
        return _("Sobre %(most)s puntos.") % {"most": worth(max(most.values(), default=rules.rubric.most()))}
    each = (f"{in_words(track.title)}, {worth(most[track.key])}" for track in rules.jury.tracks)
    return _("Puntos del total según la línea: %(each)s.") % {"each": "; ".join(each)}


def agreement(alpha: float | None) -> str:
    """What Krippendorff's alpha means for a jury like this one. Values around .37 to .43 are usual: judges weigh things differently."""
    if alpha is None:
        return _("Con las evaluaciones que hay no se puede decir cuánto coincide el jurado.")
    if alpha < 0.2:
        return _(
            "El jurado coincide poco: menos de lo habitual. Fíjate en los intervalos, y habla de los criterios "
            "antes de dar premios por diferencias pequeñas."
        )
    if alpha < 0.45:
        return _(
            "El jurado coincide lo habitual en jurados así: cada persona valora cosas distintas, y por eso hay varias por proyecto."
        )
    return _("El jurado coincide mucho: más de lo habitual en jurados así.")


def settled(step: str, rubric: Rubric) -> str:
    """How an equal total was settled; empty where there was none."""
    if not step:
        return ""
    if step == SHARED:
        return _("Empata en el total y en todo lo que miran las bases para desempatar: comparten puesto.")
    if step == MEDIAN:
        return _("Empataba en el total: decidió la mediana de sus evaluaciones.")
    if step == TOTAL:
        return _("Empataba en el total que se muestra: decidieron los decimales.")
    group = next((group for group in rubric.groups if group.key == step), None)
    title = in_words(group.title) if group else step
    return _("Empataba en el total: decidieron los puntos de %(group)s.") % {"group": title}


def chain(order: Sequence[str], rubric: Rubric) -> str:
    """The rules' chain of ties: total, corpus, …, and a shared place in the end."""
    titles = {group.key: in_words(group.title) for group in rubric.groups}
    words = {TOTAL: _("el total"), MEDIAN: _("la mediana de las evaluaciones"), **titles}
    steps = ", ".join(words.get(step, step) for step in order)
    return _("Si dos proyectos empatan se mira, por este orden: %(steps)s. Si siguen igual, comparten puesto.") % {
        "steps": steps
    }


def flag(which: str) -> str:
    """Why somebody should look at a judge's reviews."""
    return {
        "constant": _("da casi la misma nota a todo"),
        "disagrees": _("ordena los proyectos de otra manera que el resto"),
        "misfit": _("se aleja del resto más de lo que explica el azar"),
    }.get(which, which)


def warning(caution: Mapping[str, Any], projects: Names, judges: Names) -> str:
    """What whoever reads the ranking has to know, in a sentence that says what to do."""
    return caution_sentences.about(
        Code(caution["code"]),
        projects=_and(projects.get(key, str(key)) for key in caution["projects"]),
        judges=_and(judges.get(key, str(key)) for key in caution["judges"]),
    )


def _and(names: Any) -> str:
    found = list(names)
    if len(found) > 6:
        rest = len(found) - 5
        more = ngettext("y %(n)s más", "y %(n)s más", rest) % {"n": rest}
        return f"{', '.join(found[:5])} {more}"
    return ", ".join(found)


def decision(kind: str, detail: Mapping[str, Any], rules: EditionRules, projects: Names, judges: Names) -> str:
    """What was decided, in a sentence. A project that is gone, or a judge who is not to be named, is called what they are."""
    project = projects.get(detail.get("submission", 0), _("un proyecto que ya no participa"))
    if kind == "order":
        titles = [projects.get(key, _("un proyecto que ya no participa")) for key in detail.get("order", ())]
        return _("Orden entre empatados: %(order)s.") % {"order": " → ".join(titles)}
    if kind == "exclude_judge":
        person = judges.get(detail.get("judge", 0), _("una persona del jurado"))
        return _("No cuentan las evaluaciones de %(person)s.") % {"person": person}
    if kind == "mention":
        prize = next((prize for prize in rules.prizes if prize.key == detail.get("prize")), None)
        title = in_words(prize.title) if prize else detail.get("prize", "")
        return _("«%(prize)s» para «%(project)s».") % {"prize": title, "project": project}
    if kind == "disqualify":
        return _("«%(project)s» queda fuera de concurso.") % {"project": project}
    return _("Nota del jurado.")
