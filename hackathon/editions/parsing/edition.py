"""An edition's rules as a whole: what its parts ask of each other. Pure."""

from typing import Any
from zoneinfo import ZoneInfo

from hackathon.editions import moments
from hackathon.editions.parsing import words
from hackathon.editions.parsing.artefacts import dataset_rules, demo_rules, hub_rules, model_rules
from hackathon.editions.parsing.audit import audit_rules
from hackathon.editions.parsing.evaluation import evaluation_rules
from hackathon.editions.parsing.jury import jury_rules
from hackathon.editions.parsing.people import registration_rules, team_rules
from hackathon.editions.parsing.prizes import presentation, prize
from hackathon.editions.parsing.rubric import rubric_rules
from hackathon.editions.parsing.submission import submission_rules
from hackathon.editions.parsing.times import deadline_rules, milestone, windows
from hackathon.editions.reading import Maybe, Place, Reader, list_of, record, refuse_repeated
from hackathon.editions.rules import (
    MEDIAN,
    TOTAL,
    AuditRules,
    DeadlineRules,
    EditionRules,
    EvaluationRules,
    JuryRules,
    Milestone,
    RegistrationRules,
)


def _make_edition(*, milestones: tuple[Milestone, ...], **others: Any) -> EditionRules:
    dated = sorted((each for each in milestones if each.at), key=lambda each: (each.at, each.key))
    return EditionRules(milestones=(*dated, *(each for each in milestones if not each.at)), **others)


def _rubric_names_artefacts(rules: EditionRules, place: Place) -> None:
    known = {artefact.kind for artefact in rules.submission.artefacts}
    for index, group in enumerate(rules.rubric.groups):
        if group.artefact:
            words.refuse_unlisted(
                frozenset({group.artefact}) - known, place.key("rubric").key("groups").item(index).key("artefact")
            )
    for index, cap in enumerate(rules.rubric.caps):
        words.refuse_unlisted(cap.artefacts - known, place.key("rubric").key("caps").item(index).key("artefacts"))


def _likes_name_artefacts(rules: EditionRules, place: Place) -> None:
    known = {artefact.kind for artefact in rules.submission.artefacts}
    likes = place.key("evaluation").key("likes").key("kinds")
    words.refuse_unlisted(frozenset(rules.evaluation.likes.kinds) - known, likes)


def _prizes_have_places_of_their_own(rules: EditionRules, place: Place) -> None:
    refuse_repeated(rules.prizes, place.key("prizes"), attribute="place")


def _prizes_name_what_there_is(rules: EditionRules, place: Place) -> None:
    groups = {group.key for group in rules.rubric.groups}
    opt_ins = {asked.key for asked in rules.submission.opt_ins}
    for index, each in enumerate(rules.prizes):
        here = place.key("prizes").item(index)
        if each.group and each.group not in groups:
            here.key("group").refuse("no es un grupo de la rúbrica")
        for number, benefit in enumerate(each.benefits):
            if benefit.opt_in and benefit.opt_in not in opt_ins:
                here.key("benefits").item(number).key("opt_in").refuse("no está en submission.opt_ins")


def _jury_names_what_there_is(rules: EditionRules, place: Place) -> None:
    steps = {TOTAL, MEDIAN, *(group.key for group in rules.rubric.groups)}
    for index, step in enumerate(rules.jury.ties.order):
        if step not in steps:
            place.key("jury").key("ties").key("order").item(index).refuse(
                "no es «total», «median» ni un grupo de la rúbrica"
            )
    tracks = {track.key for track in rules.jury.tracks}
    for index, group in enumerate(rules.rubric.groups):
        if group.tracks - tracks:
            place.key("rubric").key("groups").item(index).key("tracks").refuse(
                "nombra líneas que no están en jury.tracks"
            )
    _every_track_is_judged(rules, place.key("jury"))


def _every_track_is_judged(rules: EditionRules, jury: Place) -> None:
    if rules.jury.by_track and not rules.jury.tracks:
        jury.key("by_track").refuse("no hay líneas: faltan en jury.tracks")
    for index, track in enumerate(rules.jury.tracks):
        groups = (group for group in rules.rubric.groups if not group.tracks or track.key in group.tracks)
        if not any(group.in_total for group in groups):
            jury.key("tracks").item(index).refuse("ningún grupo de la rúbrica que cuente en el total la evalúa")


def _deadline_ends_before_results(rules: EditionRules, place: Place) -> None:
    if rules.taken_until > rules.windows.results_at:
        place.key("deadline").refuse("aún se aceptarían entregas después de publicar los resultados (results_at)")


def _short_title(rules: EditionRules, place: Place) -> None:
    if any(len(text) > 200 for _, text in rules.title.translations):
        place.key("title").refuse("es demasiado largo (como mucho 200 caracteres)")


def edition_rules(zone: ZoneInfo) -> Reader:
    """Reads all the rules of an edition whose dates are in ``zone``."""
    read = {
        "slug": words.slug,
        "title": words.text,
        "description": words.text,
        "notice": Maybe(words.text),
        "timezone": moments.time_zone,
        "windows": windows(zone),
        "milestones": Maybe(list_of(milestone(zone), unique="key"), ()),
        "team": team_rules,
        "submission": submission_rules,
        "hub": hub_rules,
        "dataset": dataset_rules,
        "model": model_rules,
        "demo": demo_rules,
        "rubric": rubric_rules,
        "prizes": Maybe(list_of(prize, unique="key"), ()),
        "presentations": Maybe(list_of(presentation, unique="key"), ()),
        "registration": Maybe(registration_rules, RegistrationRules()),
        "deadline": Maybe(deadline_rules, DeadlineRules()),
        "audit": Maybe(audit_rules, AuditRules()),
        "evaluation": Maybe(evaluation_rules, EvaluationRules()),
        "jury": Maybe(jury_rules, JuryRules()),
    }
    checks = [
        _rubric_names_artefacts,
        _likes_name_artefacts,
        _prizes_have_places_of_their_own,
        _prizes_name_what_there_is,
        _jury_names_what_there_is,
        _deadline_ends_before_results,
        _short_title,
    ]
    return record(_make_edition, read, checks)
