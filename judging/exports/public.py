"""The tables of an edition that anybody may have: what results publish, with judges as numbers. For the signed archive and the Hub.

Rows of results come from a published payload (``judging.archive.published``); those of the database are about what everybody sees.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from hackathon.spreadsheets import Column, Table, table_of
from judging.exports.kit import exactly, numbers, text, whole, yes_no
from judging.exports.prizes import columns_of_results
from judging.exports.projects import columns_of_task_results
from submissions.models import Entry, RepoVerdict, Submission, TaskResult
from submissions.queries import evaluations

Payload = Mapping[str, Any]
OWN: Final = ("out", "lacking")
"""Columns of the results that are for organisers."""


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table under the name of its files."""

    name: str
    about: str
    rows: Iterable[Any]
    columns: Sequence[Column]

    def table(self) -> Table:
        """The same, to be written."""
        return table_of(self.rows, columns=self.columns, wanted={one.key for one in self.columns}, title=self.name)


def public_tables(edition: Edition, payload: Payload) -> list[PublicTable]:
    """All of them, those without rows too: whoever reads the files by name finds each."""
    rules = edition.parsed_rules
    results = [column for column in columns_of_results(edition) if column.key not in OWN]
    return [
        PublicTable("projects", _("Cada proyecto con su resultado."), payload["projects"], results),
        PublicTable(
            "reviews", _("Cada evaluación que se envió, en puntos."), list(_reviews(payload)), _of_reviews(rules)
        ),
        PublicTable("scores", _("Cada punto que se dio, como se dio."), list(_scores(payload)), _of_scores()),
        PublicTable(
            "judges", _("Cómo puntuó cada persona del jurado, sin su nombre."), list(_judges(payload)), _of_judges()
        ),
        PublicTable("awards", _("Quién ganó qué."), payload["awards"], _of_awards(rules, payload)),
        PublicTable("decisions", _("Lo que decidió el jurado."), payload["decisions"], _of_decisions()),
        PublicTable(
            "repos", _("Cada repositorio al cierre, y la revisión que cuenta."), _repos(edition, payload), _of_repos()
        ),
        PublicTable(
            "evaluations",
            _("Cada métrica de cada tarea de los modelos de las clasificaciones publicadas."),
            _task_results(edition),
            columns_of_task_results(edition),
        ),
    ]


def judge(number: int) -> str:
    """What a judge is called: J1, J2… in every file."""
    return f"J{number}"


def _reviews(payload: Payload) -> Iterator[Mapping[str, Any]]:
    for project in payload["projects"]:
        for review in project["reviews"]:
            yield {**review, "project": project["id"], "points": project["points"].get(str(review["judge"]))}


def _scores(payload: Payload) -> Iterator[Mapping[str, Any]]:
    for review in _reviews(payload):
        for criterion, score in sorted(review["scores"].items()):
            yield {**review, "criterion": criterion, "score": score}


def _judges(payload: Payload) -> Iterator[Mapping[str, Any]]:
    for track in payload["tracks"]:
        for each in track.get("judges") or ():
            yield {**each, "track": track["track"]}


def _repos(edition: Edition, payload: Payload) -> QuerySet[RepoVerdict]:
    """Those of the current versions of the projects whose names may be published."""
    shown = [project["id"] for project in payload["projects"] if project["shows"]]
    named = Entry.objects.filter(version__in=Submission.objects.filter(pk__in=shown).values("current"))
    found = RepoVerdict.objects.filter(edition=edition, repo__in=named.values("repo"))
    return found.select_related("repo").order_by("repo__repo_type", "repo__repo_id", "pk")


def _task_results(edition: Edition) -> QuerySet[TaskResult]:
    runs = evaluations.visible_runs(AnonymousUser()).filter(edition=edition)
    return TaskResult.objects.filter(run__in=runs).select_related("run").order_by("run", "pk")


def _review_columns() -> tuple[Column, ...]:
    return (
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), lambda row: row["project"]),
        text("judge", _("Jurado"), _("J1, J2…: la misma persona en todas las tablas, sin su nombre."), _judge_of),
        text("stage", _("Ronda"), _("first, finals, tie o anchor."), lambda row: row["stage"]),
        yes_no(
            "counts", _("Cuenta"), _("Falso: el jurado decidió no contar a esta persona."), lambda row: row["counts"]
        ),
    )


def _of_reviews(rules: EditionRules) -> list[Column]:
    groups = [
        numbers(f"group_{group.key}", in_words(group.title), _("Puntos; vacío: no se le aplica."), _group(group.key))
        for group in rules.rubric.groups
    ]
    total = numbers("total", _("Total"), _("Puntos; vacío: no cuenta o le faltan criterios."), _points("total"))
    extra = yes_no("juror_point", _("Punto extra"), _("Si se lo dio a este proyecto."), lambda row: row["juror_point"])
    return [*_review_columns(), total, *groups, extra]


def _of_scores() -> list[Column]:
    return [
        *_review_columns(),
        text("criterion", _("Criterio"), _("Su clave en las bases."), lambda row: row["criterion"]),
        whole("score", _("Puntos"), _("En pasos de la escala, como se dieron."), lambda row: row["score"]),
    ]


def _of_judges() -> list[Column]:
    return [
        text("track", _("Línea"), _("Clave; vacía: todas juntas."), lambda row: row["track"]),
        text("judge", _("Jurado"), _("J1, J2…: la misma persona en todas las tablas, sin su nombre."), _judge_of),
        whole("n", _("Evaluaciones"), _("Las que cuentan."), lambda row: row.get("n")),
        _estimate("severity", _("Severidad"), _("Puntos que quita respecto al jurado; negativa: los da.")),
        _estimate("severity_low", _("Severidad, lo menos"), _("Del intervalo del 90 %.")),
        _estimate("severity_high", _("Severidad, lo más"), _("Del intervalo del 90 %.")),
        _estimate("consistency", _("Consistencia"), _("Cuánto se aparta del resto, sin su severidad.")),
        _estimate("weight", _("Peso"), _("En la columna de sensibilidad; en el resultado todas pesan igual.")),
    ]


def _of_awards(rules: EditionRules, payload: Payload) -> list[Column]:
    titles = {prize.key: in_words(prize.title) for prize in rules.prizes}
    projects = {project["id"]: project["title"] for project in payload["projects"]}
    return [
        text("prize", _("Premio"), _("Su clave en las bases."), lambda row: row["prize"]),
        text("title", _("Título del premio"), _("Como lo dicen las bases."), lambda row: titles.get(row["prize"], "")),
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), lambda row: row["project"]),
        text("project", _("Proyecto"), _("Título."), lambda row: projects.get(row["project"], "")),
    ]


def _of_decisions() -> list[Column]:
    return [
        text("kind", _("Decisión"), _("order, exclude_judge, mention, disqualify o note."), lambda row: row["kind"]),
        text(
            "order", _("Orden"), _("Ids de proyectos, el mejor primero."), lambda row: " ".join(map(str, row["order"]))
        ),
        whole("project_id", _("Id del proyecto"), _("Vacío: no es sobre uno."), lambda row: row["project"] or None),
        text(
            "judge", _("Jurado"), _("Vacío: no es sobre nadie."), lambda row: _judge_of(row) if row["judge"] else None
        ),
        text("prize", _("Premio"), _("Vacío: no es sobre un premio."), lambda row: row["prize"]),
        text("reason", _("Motivo"), _("Solo donde se publica con el resultado."), lambda row: row["reason"]),
        text("at", _("Cuándo"), _("ISO 8601."), lambda row: row["at"]),
    ]


def _of_repos() -> list[Column]:
    return [
        text("repo_type", _("Tipo"), _("dataset, model o space."), lambda row: row.repo.repo_type),
        text("repo", _("Repositorio"), _("Nombre en el Hub."), lambda row: row.repo.repo_id),
        text("state", _("Estado al cierre"), _("Lo que vale."), lambda row: row.final_state),
        text("level", _("Fuerza de la prueba"), _("Cómo de segura es."), lambda row: row.level),
        text("revision", _("Revisión"), _("La que cuenta; vacía: ninguna."), lambda row: row.final_sha),
    ]


def _judge_of(row: Mapping[str, Any]) -> str:
    return judge(row["judge"])


def _points(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda row: exactly((row["points"] or {}).get(name))


def _group(key: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda row: exactly(((row["points"] or {}).get("groups") or {}).get(key))


def _estimate(key: str, header: str, about: str) -> Column:
    return numbers(key, header, about, lambda row: exactly(row.get(key)))
