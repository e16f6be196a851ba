"""The rules of an edition from a plain tree (TOML or JSON) and back. Pure.

``parse_rules(dump_rules(rules)) == rules`` for all rules; ``digest`` depends on what the rules say, never on how they were written down.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from hackathon.editions import moments
from hackathon.editions.reading import (
    INVALID,
    Invalid,
    Maybe,
    Place,
    Problem,
    Reader,
    RulesError,
    boolean,
    integer,
    kind_of,
    list_of,
    matching,
    one_of,
    points,
    record,
    refuse_repeated,
    regular_expression,
    set_of,
    string,
)
from hackathon.editions.rules import (
    AbsentGroup,
    AnswerType,
    ArtefactKind,
    ArtefactRules,
    AskedField,
    AuditRules,
    Cap,
    CardRules,
    CardSection,
    CheckRule,
    Choice,
    Column,
    ColumnRole,
    ColumnWhen,
    Criterion,
    DatasetRules,
    DeadlineRules,
    DemoRules,
    EditionRules,
    HubRules,
    Milestone,
    ModelRules,
    OptIn,
    Presentation,
    Prize,
    ProjectField,
    Question,
    RegistrationRules,
    Requirement,
    Rubric,
    RubricGroup,
    SectionRole,
    Severity,
    SubmissionQuestion,
    SubmissionRules,
    TeamRules,
    Text,
    Windows,
)

__all__ = ["Problem", "RulesError", "digest", "dump_rules", "parse_rules"]

TAKEN_SLUGS = frozenset(
    {"api", "auditar", "correo", "cuenta", "hub", "idioma", "jurado", "organizacion", "static", "unirse"}
)
SMALLEST_GROUP = 5  # people were promised no less when they answered
_MANY = 1_000
_MOST_WEIGHTS = 10**15


def parse_rules(tree: object) -> EditionRules:
    """The rules that a plain tree describes. Raises ``RulesError``, with everything that is wrong, if it is not a right one."""
    place = Place()
    rules = _edition(_zone_of(tree))(tree, place)
    if place.problems:
        raise RulesError(place.problems)
    return rules


def dump_rules(rules: EditionRules) -> dict[str, Any]:
    """A tree of JSON values from which ``parse_rules`` makes equal rules. What says no more than the default is left out."""
    return _plain(rules)


def digest(rules: EditionRules) -> str:
    """The SHA-256 of what the rules say, in hexadecimal: equal for equal rules, whatever the order of keys in the file."""
    canonical = json.dumps(dump_rules(rules), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return dict(value.translations)
    if is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(part) for field, part in named if not _goes_without_saying(field, part)}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _goes_without_saying(field: Field, value: object) -> bool:
    if field.default_factory is not MISSING:
        return bool(value == field.default_factory())
    return value is None or (field.default is not MISSING and value == field.default)


def _zone_of(tree: object) -> ZoneInfo:
    """The tree's time zone, or UTC while we look for other problems in a tree whose zone is wrong."""
    name = moments.time_zone(tree.get("timezone"), Place()) if isinstance(tree, Mapping) else INVALID
    return ZoneInfo("UTC" if name is INVALID else name)


def _text(value: Any, place: Place) -> Text | Invalid:
    """A text in Spanish, or a table with a text for each language, Spanish among them."""
    if isinstance(value, str):
        text = string(value, place)
        return INVALID if text is INVALID else Text((("es", text),))
    if not isinstance(value, Mapping):
        return place.refuse(f"debe ser un texto o una tabla de idiomas, no {kind_of(value)}")
    if "es" not in value:
        return place.key("es").refuse("falta el texto en español")
    read = {code: _translation(code, value[code], place) for code in value}
    if any(text is INVALID for text in read.values()):
        return INVALID
    return Text(tuple(sorted(read.items(), key=lambda item: (item[0] != "es", item[0]))))


def _translation(code: object, value: Any, place: Place) -> str | Invalid:
    name = _language(code, Place())
    return place.key(code).refuse("no es un código de idioma") if name is INVALID else string(value, place.key(code))


_key = matching(r"[a-z][a-z0-9_-]*", "un identificador en minúsculas, sin espacios ni acentos", longest=60)
_any_slug = matching(r"[a-z0-9]+(-[a-z0-9]+)*", "un identificador como «hackathon-2030»", longest=50)


def _slug(value: Any, place: Place) -> str | Invalid:
    """The first part of an edition's addresses, so none of the site's own."""
    slug = _any_slug(value, place)
    return place.refuse("es una dirección del propio sitio; elige otro") if slug in TAKEN_SLUGS else slug


_language = matching(r"[a-z]{2,3}", "un código de idioma ISO 639, como «es» o «ca»")
_suffix = matching(r"\.[A-Za-z0-9.]+", "un sufijo de archivo que empieza por un punto, como «.py»")
_kind = one_of(ArtefactKind, "artefacto desconocido")
_strings = list_of(string, distinct=True)


def _columns_make_sense(column: Column, place: Place) -> None:
    if column.values and column.pattern:
        place.key("pattern").refuse("una columna tiene values o pattern, no los dos")
    for name in ("open", "subvalues"):
        if getattr(column, name) and not column.values:
            place.key(name).refuse("solo tiene sentido con una lista de values")


_column = record(
    Column,
    {
        "name": matching(r"\w+", "un nombre de columna sin espacios"),
        "description": _text,
        "required": Maybe(boolean, True),
        "nullable": Maybe(boolean, False),
        "values": Maybe(_strings, ()),
        "open": Maybe(boolean, False),
        "subvalues": Maybe(boolean, False),
        "pattern": Maybe(regular_expression, ""),
        "group": Maybe(_key, ""),
        "role": Maybe(one_of(ColumnRole, "papel desconocido")),
        "aliases": Maybe(_strings, ()),
        "when": Maybe(one_of(ColumnWhen, "condición desconocida"), ColumnWhen.ALWAYS),
    },
    [_columns_make_sense],
)
_section = record(
    CardSection,
    {
        "key": _key,
        "title": _text,
        "headings": list_of(string, distinct=True, at_least=1),
        "required": Maybe(boolean, True),
        "min_words": Maybe(integer(0, _MANY), 0),
        "role": Maybe(one_of(SectionRole, "papel desconocido")),
    },
)
_card = record(CardRules, {"metadata": Maybe(_strings, ()), "sections": Maybe(list_of(_section, unique="key"), ())})
_name_suffix = matching(r"[-_.][A-Za-z0-9]+", "el final de un nombre, como «-it»", longest=20)
_scripts = list_of(_suffix, distinct=True, at_least=1)
_languages = list_of(_language, distinct=True, at_least=1)
_dataset = record(
    DatasetRules,
    {
        "columns": list_of(_column, unique="name"),
        "languages": _languages,
        "card": _card,
        "script_suffixes": _scripts,
        "instructions_suffix": Maybe(_name_suffix, ""),
        "preferences_suffix": Maybe(_name_suffix, ""),
        "licenses": Maybe(_strings, ()),
        "evaluation_sets": Maybe(_strings, ()),
    },
)
_model = record(
    ModelRules,
    {
        "max_parameters": integer(1, _MOST_WEIGHTS),
        "class_name": string,
        "languages": _languages,
        "base_model_required": Maybe(boolean, False),
        "card": _card,
        "script_suffixes": _scripts,
        "licenses": Maybe(_strings, ()),
    },
)
_stage = matching(r"[A-Z_]+", "una etapa de un Space, como «RUNNING»")
_demo = record(
    DemoRules,
    {
        "healthy_stages": list_of(_stage, distinct=True, at_least=1),
        "card": _card,
        "hardware": Maybe(_strings, ()),
        "answer_seconds": Maybe(integer(1, 60), 20),
        "mentions": Maybe(list_of(_section, unique="key"), ()),
    },
)
_check_id = matching(r"[a-z]+\.([a-z_]+|\*)", "una comprobación, como «card.sections» o «card.*»", longest=60)
_percent = integer(1, 100)
_audit = record(
    AuditRules,
    {
        "checks": Maybe(
            list_of(
                record(CheckRule, {"check": _check_id, "severity": one_of(Severity, "severidad desconocida")}),
                unique="check",
            ),
            (),
        ),
        "guide": Maybe(matching(r"https://\S+", "una dirección https", longest=300), ""),
        "thin_words": Maybe(integer(0, _MANY), 15),
        "repeated_percent": Maybe(_percent, 5),
        "nearly_repeated_percent": Maybe(_percent, 10),
        "other_language_percent": Maybe(_percent, 10),
        "dominant_percent": Maybe(_percent, 80),
    },
)
_hub = record(
    HubRules,
    {
        "organisations": list_of(string, distinct=True, at_least=1),
        "bots": Maybe(_strings, ()),
        "organisers": Maybe(_strings, ()),
    },
)
_minutes = integer(0, 7 * 24 * 60)
_deadline = record(DeadlineRules, {"grace_minutes": Maybe(_minutes, 0), "late_minutes": Maybe(_minutes, 0)})


def _sizes_in_order(team: TeamRules, place: Place) -> None:
    if team.min_size > team.max_size:
        place.key("min_size").refuse("es mayor que max_size")


_requirement = one_of(Requirement, "requisito desconocido")
_team = record(
    TeamRules,
    {
        "min_size": integer(1, _MANY),
        "max_size": integer(1, _MANY),
        "requires": Maybe(set_of(_requirement), frozenset()),
    },
    [_sizes_in_order],
)
_choices = list_of(record(Choice, {"key": _key, "label": _text}), unique="key")
_question = record(Question, {"key": _key, "title": _text, "options": _choices})
_variety = matching(
    r"[a-z]{2,3}(_[A-Z]{2})?", "un código de idioma, con el país si es una variedad, como «ca» o «es_MX»"
)
_registration = record(
    RegistrationRules,
    {
        "languages": Maybe(list_of(_variety, distinct=True), ()),
        "experience": Maybe(_choices, ()),
        "skills": Maybe(_choices, ()),
        "topics": Maybe(_choices, ()),
        "conduct": Maybe(_text),
        "demographics": Maybe(list_of(_question, unique="key"), ()),
        "smallest_group": Maybe(integer(SMALLEST_GROUP, _MANY), SMALLEST_GROUP),
    },
)
_artefact = record(
    ArtefactRules,
    {
        "kind": _kind,
        "repo_type": one_of(("dataset", "model", "space"), "tipo de repositorio desconocido"),
        "title": _text,
        "max_count": Maybe(integer(1, 100), 1),
        "elsewhere": Maybe(boolean, False),
    },
)
_field = record(AskedField, {"key": one_of(ProjectField, "campo desconocido"), "required": Maybe(boolean, False)})


def _options_go_with_answer(question: SubmissionQuestion, place: Place) -> None:
    chosen = question.answer in (AnswerType.CHOICE, AnswerType.CHOICES)
    if chosen and not question.options:
        place.key("options").refuse("faltan las respuestas entre las que se elige")
    if question.options and not chosen:
        place.key("options").refuse("solo tiene sentido con answer = «choice» o «choices»")


_asked = record(
    SubmissionQuestion,
    {
        "key": _key,
        "title": _text,
        "answer": one_of(AnswerType, "tipo de respuesta desconocido"),
        "required": Maybe(boolean, False),
        "help": Maybe(_text),
        "options": Maybe(_choices, ()),
    },
    [_options_go_with_answer],
)


def _sets_name_artefacts(submission: SubmissionRules, place: Place) -> None:
    known = {artefact.kind for artefact in submission.artefacts}
    _refuse_unlisted(submission.complete - known, place.key("complete"))
    for index, kinds in enumerate(submission.accepted):
        _refuse_unlisted(kinds - known, place.key("accepted").item(index))
    refuse_repeated(submission.accepted, place.key("accepted"))


def _refuse_unlisted(kinds: frozenset[ArtefactKind], place: Place) -> None:
    if kinds:
        place.refuse(f"nombra artefactos que no están en submission.artefacts: {', '.join(sorted(kinds))}")


_submission = record(
    SubmissionRules,
    {
        "artefacts": list_of(_artefact, unique="kind", at_least=1),
        "complete": set_of(_kind),
        "accepted": Maybe(list_of(set_of(_kind)), ()),
        "opt_ins": Maybe(list_of(record(OptIn, {"key": _key, "label": _text}), unique="key"), ()),
        "fields": Maybe(list_of(_field, unique="key"), ()),
        "questions": Maybe(list_of(_asked, unique="key"), ()),
        "languages": Maybe(list_of(_variety, distinct=True), ()),
    },
    [_sets_name_artefacts],
)


def _rubric_makes_sense(rubric: Rubric, place: Place) -> None:
    if rubric.scale_min >= rubric.scale_max:
        place.key("scale_min").refuse("debe ser menor que scale_max")
    for index, cap in enumerate(rubric.caps):
        if cap.points > rubric.max_points:
            place.key("caps").item(index).key("points").refuse(f"es más que el total, {rubric.max_points:g}")
    _refuse_shared_criteria(rubric, place)


def _refuse_shared_criteria(rubric: Rubric, place: Place) -> None:
    """Scores are kept by the criterion's key alone, so no two groups may share one."""
    first: dict[str, str] = {}
    for group_index, group in enumerate(rubric.groups):
        for index, criterion in enumerate(group.criteria):
            here = place.key("groups").item(group_index).key("criteria").item(index).key("key")
            if criterion.key in first:
                here.refuse(f"repetido: ya está en {first[criterion.key]}")
            first.setdefault(criterion.key, here.path)


_criterion = record(
    Criterion,
    {
        "key": _key,
        "title": _text,
        "weight": Maybe(integer(1, 100), 1),
        "checks": Maybe(list_of(_check_id, distinct=True), ()),
    },
)
_group = record(
    RubricGroup,
    {
        "key": _key,
        "title": _text,
        "points": points(),
        "artefact": Maybe(_kind),
        "criteria": list_of(_criterion, at_least=1),
    },
)
_rubric = record(
    Rubric,
    {
        "scale_min": integer(0, 100),
        "scale_max": integer(1, 100),
        "groups": list_of(_group, unique="key", at_least=1),
        "absent_group": one_of(AbsentGroup, "regla desconocida"),
        "caps": Maybe(list_of(record(Cap, {"artefacts": set_of(_kind), "points": points()}), unique="artefacts"), ()),
        "juror_point": Maybe(points(zero=True), 0.0),
    },
    [_rubric_makes_sense],
)


def _place_goes_with_audience(prize: Prize, place: Place) -> None:
    if prize.audience == "place" and prize.place is None:
        place.key("place").refuse("falta el puesto al que corresponde")
    if prize.audience != "place" and prize.place is not None:
        place.key("place").refuse("solo tiene sentido con audience = «place»")


_prize = record(
    Prize,
    {
        "key": _key,
        "title": _text,
        "audience": one_of(("participants", "submitters", "place", "mention"), "destinatario desconocido"),
        "place": Maybe(integer(1, _MANY)),
        "benefits": Maybe(list_of(_text), ()),
    },
    [_place_goes_with_audience],
)
_presentation = record(
    Presentation,
    {
        "key": _key,
        "title": _text,
        "minutes": integer(1, 24 * 60),
        "format": one_of(("live", "video"), "formato desconocido"),
    },
)


def _windows(zone: ZoneInfo) -> Reader:
    """The five dates of an edition; without a window of its own, judging lasts from the close of submissions to the results."""
    window = moments.window(zone)
    read = {
        "registration": window,
        "teams": window,
        "submission": window,
        "judging": Maybe(window),
        "results_at": moments.instant(zone),
        "video": Maybe(window),
        "likes_at": Maybe(moments.instant(zone)),
    }
    return record(_make_windows, read, [_windows_in_order])


def _make_windows(*, judging: Any, **others: Any) -> Windows:
    closes_at, results_at = others["submission"].closes_at, others["results_at"]
    return Windows(judging=judging or moments.Window(closes_at, results_at), **others)


def _windows_in_order(windows: Windows, place: Place) -> None:
    submission, judging = windows.submission, windows.judging
    if submission.opens_at < windows.registration.opens_at:
        place.key("submission").refuse("empieza antes que la inscripción (registration)")
    if windows.teams.closes_at > submission.closes_at:
        place.key("teams").refuse("termina después que la entrega (submission)")
    if windows.results_at <= submission.closes_at:
        place.key("results_at").refuse("debe ser posterior al cierre de la entrega (submission)")
        return
    if judging.opens_at < submission.closes_at:
        place.key("judging").refuse("empieza antes de que cierre la entrega (submission)")
    if windows.video is not None and windows.video.closes_at > windows.results_at:
        place.key("video").refuse("termina después de publicar los resultados (results_at)")
    if windows.likes_at is not None and windows.likes_at > windows.results_at:
        place.key("likes_at").refuse("es posterior a la publicación de los resultados (results_at)")
    if judging.closes_at > windows.results_at:
        place.key("judging").refuse("termina después de publicar los resultados (results_at)")


def _milestone(zone: ZoneInfo) -> Reader:
    read = {"key": _key, "title": _text, "at": Maybe(moments.moment(zone)), "whole_day": Maybe(boolean, False)}
    return record(_make_milestone, read)


def _make_milestone(*, key: str, title: Text, at: moments.Moment | None, whole_day: bool) -> Milestone:
    return Milestone(key, title, at and at.at, at is not None and (at.whole_day or whole_day))


def _make_edition(*, milestones: tuple[Milestone, ...], **others: Any) -> EditionRules:
    dated = sorted((each for each in milestones if each.at), key=lambda each: (each.at, each.key))
    return EditionRules(milestones=(*dated, *(each for each in milestones if not each.at)), **others)


def _rubric_names_artefacts(rules: EditionRules, place: Place) -> None:
    known = {artefact.kind for artefact in rules.submission.artefacts}
    for index, group in enumerate(rules.rubric.groups):
        if group.artefact:
            _refuse_unlisted(
                frozenset({group.artefact}) - known, place.key("rubric").key("groups").item(index).key("artefact")
            )
    for index, cap in enumerate(rules.rubric.caps):
        _refuse_unlisted(cap.artefacts - known, place.key("rubric").key("caps").item(index).key("artefacts"))


def _prizes_have_places_of_their_own(rules: EditionRules, place: Place) -> None:
    refuse_repeated(rules.prizes, place.key("prizes"), attribute="place")


def _deadline_ends_before_results(rules: EditionRules, place: Place) -> None:
    if rules.taken_until > rules.windows.results_at:
        place.key("deadline").refuse("aún se aceptarían entregas después de publicar los resultados (results_at)")


def _short_title(rules: EditionRules, place: Place) -> None:
    if any(len(text) > 200 for _, text in rules.title.translations):
        place.key("title").refuse("es demasiado largo (como mucho 200 caracteres)")


def _edition(zone: ZoneInfo) -> Reader:
    read = {
        "slug": _slug,
        "title": _text,
        "description": _text,
        "notice": Maybe(_text),
        "timezone": moments.time_zone,
        "windows": _windows(zone),
        "milestones": Maybe(list_of(_milestone(zone), unique="key"), ()),
        "team": _team,
        "submission": _submission,
        "hub": _hub,
        "dataset": _dataset,
        "model": _model,
        "demo": _demo,
        "rubric": _rubric,
        "prizes": Maybe(list_of(_prize, unique="key"), ()),
        "presentations": Maybe(list_of(_presentation, unique="key"), ()),
        "registration": Maybe(_registration, RegistrationRules()),
        "deadline": Maybe(_deadline, DeadlineRules()),
        "audit": Maybe(_audit, AuditRules()),
    }
    checks = [_rubric_names_artefacts, _prizes_have_places_of_their_own, _deadline_ends_before_results, _short_title]
    return record(_make_edition, read, checks)
