import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hackathon.editions.loading import DATA, NoSuchRules, read_rules, shipped_rules, shipped_slugs
from hackathon.editions.reading import RulesError
from hackathon.editions.rules import AbsentGroup, ArtefactKind, Cap, EditionRules, Milestone, Phase

CORPUS, MODEL, DEMO = ArtefactKind.CORPUS, ArtefactKind.MODEL, ArtefactKind.DEMO


@pytest.fixture(scope="module")
def seed() -> EditionRules:
    return shipped_rules("somos600m-2024")


@pytest.fixture(scope="module")
def final() -> EditionRules:
    return shipped_rules("somos600m-2024-final")


def values_of(rules: EditionRules, column: str) -> tuple[str, ...]:
    """The values that the rules foresee for a column."""
    return next(each.values for each in rules.dataset.columns if each.name == column)


def pattern_of(rules: EditionRules, column: str) -> str:
    """The form of the codes in a column."""
    return next(each.pattern for each in rules.dataset.columns if each.name == column)


def milestones_of(rules: EditionRules) -> dict[str, Milestone]:
    return {each.key: each for each in rules.milestones}


# --- the edition as it stood in the middle ---------------------------------------------------------------------------
def test_both_editions_are_shipped_under_their_own_names() -> None:
    assert shipped_slugs() == ("somos600m-2024", "somos600m-2024-final")
    assert [shipped_rules(slug).slug for slug in shipped_slugs()] == list(shipped_slugs())


def test_delivery_closes_after_the_last_minute_of_29_march_anywhere_on_earth(seed: EditionRules) -> None:
    assert seed.windows.submission.closes_at == datetime(2024, 3, 30, 12, tzinfo=UTC)
    assert seed.windows.submission.is_open(datetime(2024, 3, 30, 11, 59, 59, tzinfo=UTC)) is True
    assert seed.windows.submission.is_open(datetime(2024, 3, 30, 12, tzinfo=UTC)) is False


def test_registration_and_new_teams_last_until_the_end_of_22_march(seed: EditionRules) -> None:
    assert seed.windows.registration.opens_at == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert seed.windows.registration.closes_at == datetime(2024, 3, 23, 12, tzinfo=UTC)
    assert seed.windows.teams.closes_at == datetime(2024, 3, 23, 12, tzinfo=UTC)


def test_judges_score_from_the_close_of_delivery_to_10_april(seed: EditionRules) -> None:
    assert seed.windows.judging.opens_at == datetime(2024, 3, 30, 12, tzinfo=UTC)
    assert seed.windows.judging.closes_at == seed.windows.results_at == datetime(2024, 4, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (datetime(2024, 2, 29, tzinfo=UTC), Phase.BEFORE),
        (datetime(2024, 3, 5, tzinfo=UTC), Phase.REGISTRATION),
        (datetime(2024, 3, 29, tzinfo=UTC), Phase.BUILDING),
        (datetime(2024, 4, 3, tzinfo=UTC), Phase.JUDGING),
        (datetime(2024, 4, 11, tzinfo=UTC), Phase.RESULTS),
    ],
)
def test_the_edition_goes_through_its_phases(seed: EditionRules, day: datetime, phase: Phase) -> None:
    assert seed.phase(day) == phase


def test_milestones_are_those_of_the_rules(seed: EditionRules) -> None:
    dates = {each.key: each.at for each in seed.milestones}
    assert dates == {
        "registration": datetime(2024, 3, 22, 12, tzinfo=UTC),
        "teams": datetime(2024, 3, 22, 12, tzinfo=UTC),
        "submission": datetime(2024, 3, 30, 11, 59, tzinfo=UTC),
        "presentation": datetime(2024, 4, 3, 12, tzinfo=UTC),
        "results": datetime(2024, 4, 10, 12, tzinfo=UTC),
        "winners-presentation": None,
    }
    assert milestones_of(seed)["presentation"].whole_day is True


def test_teams_have_one_to_five_people(seed: EditionRules) -> None:
    assert (seed.team.min_size, seed.team.max_size) == (1, 5)


def test_a_project_is_corpus_model_and_demo_or_a_corpus_alone(seed: EditionRules) -> None:
    accepted = [{CORPUS, MODEL, DEMO}, {CORPUS}]
    refused = [{MODEL}, {DEMO}, {CORPUS, MODEL}, {CORPUS, DEMO}, {MODEL, DEMO}, set()]
    assert [seed.submission.accepts(frozenset(kinds)) for kinds in accepted] == [True, True]
    assert [seed.submission.accepts(frozenset(kinds)) for kinds in refused] == [False] * 6


def test_a_project_may_have_several_corpora_and_models(seed: EditionRules) -> None:
    assert {each.kind: (each.repo_type, each.max_count) for each in seed.submission.artefacts} == {
        CORPUS: ("dataset", 5),
        MODEL: ("model", 5),
        DEMO: ("space", 1),
    }


def test_the_nine_columns_with_their_values(seed: EditionRules) -> None:
    columns = {each.name: each for each in seed.dataset.columns}
    assert list(columns) == [
        "pregunta",
        "respuesta",
        "idioma",
        "registro",
        "periodo",
        "dominio",
        "tarea",
        "país_origen",
        "país_referencia",
    ]
    assert seed.dataset.required_columns == frozenset(columns)
    assert values_of(seed, "registro") == ("coloquial", "medio", "culto")
    assert values_of(seed, "periodo") == ("actual", "moderno", "clásico", "medieval")
    assert set(values_of(seed, "dominio")) >= {"legal", "salud", "cocina", "seguros", "miscelaneo"}
    assert len(values_of(seed, "dominio")) == 10
    assert values_of(seed, "tarea") == ("pregunta", "clasificacion", "traduccion", "resumen", "similitud_semantica")
    assert {name for name, each in columns.items() if each.nullable} == {"periodo", "país_referencia"}
    assert {name for name, each in columns.items() if each.open} == {"dominio", "tarea"}
    assert {name for name, each in columns.items() if each.subvalues} == {"dominio", "tarea"}


@pytest.mark.parametrize(
    ("code", "seed_takes", "final_takes"),
    [
        ("es_mx", True, False),
        ("es_MX", False, True),
        ("ca", True, True),
        ("qu", True, True),
        ("nah", True, True),
        ("es", False, False),
        ("es-CL", False, False),
        ("cl_es", False, False),
        ("español", False, False),
    ],
)
def test_a_language_code_names_the_country_only_in_spanish(
    seed: EditionRules, final: EditionRules, code: str, seed_takes: bool, final_takes: bool
) -> None:
    taken = [bool(re.fullmatch(pattern_of(rules, "idioma"), code)) for rules in (seed, final)]
    assert taken == [seed_takes, final_takes]


@pytest.mark.parametrize(
    ("parameters", "fits"),
    [(6_738_415_616, True), (7_241_732_096, True), (8_537_680_896, True), (13_015_864_320, False)],
)
def test_the_7b_class_lets_in_every_model_called_7b(seed: EditionRules, parameters: int, fits: bool) -> None:
    assert (parameters <= seed.model.max_parameters) is fits


def test_cards_are_looked_at_in_english_and_spanish(seed: EditionRules) -> None:
    headings = {section.key: section.headings for section in seed.dataset.card.sections}
    assert {"Bias, Risks, and Limitations", "Sesgos, riesgos y limitaciones"} <= set(headings["bias"])
    asked = {
        card: [(section.key, section.required) for section in rules.card.sections]
        for card, rules in {"dataset": seed.dataset, "model": seed.model}.items()
    }
    assert asked == {
        "dataset": [
            ("description", True),
            ("motivation", False),
            ("structure", True),
            ("creation", True),
            ("bias", True),
            ("team", False),
        ],
        "model": [
            ("description", True),
            ("motivation", False),
            ("training", True),
            ("evaluation", True),
            ("bias", True),
            ("environment", True),
            ("team", False),
        ],
    }
    assert seed.model.card.metadata == ("language", "license", "base_model", "datasets")


def test_the_rubric_has_thirteen_criteria_worth_four_three_one_and_two(seed: EditionRules) -> None:
    shape = [(each.key, each.points, each.artefact, len(each.criteria)) for each in seed.rubric.groups]
    assert shape == [
        ("corpus", 4.0, CORPUS, 6),
        ("model", 3.0, MODEL, 4),
        ("demo", 1.0, DEMO, 1),
        ("project", 2.0, None, 2),
    ]
    assert [str(criterion.title) for criterion in seed.rubric.criteria] == [
        "Enfoque en las variedades lingüísticas",
        "Correcta estructura del corpus",
        "Técnica de creación del corpus",
        "Claridad y reproducibilidad de los scripts",
        "Completitud de la Dataset Card",
        "Calidad del corpus",
        "Método de entrenamiento utilizado",
        "Claridad y reproducibilidad de los scripts",
        "Completitud de la Model Card",
        "Evaluación del modelo",
        "Claridad y UX de la demo",
        "Motivación, originalidad e impacto social",
        "Claridad y calidad de la exposición",
    ]
    assert (seed.rubric.scale_min, seed.rubric.scale_max, seed.rubric.max_points) == (0, 4, 10.0)
    assert (seed.rubric.absent_group, seed.rubric.caps, seed.rubric.juror_point) == (AbsentGroup.ZERO, (), 0.0)


def test_prizes_benefits_and_opt_ins(seed: EditionRules) -> None:
    assert [(each.key, each.audience, each.place, len(each.benefits)) for each in seed.prizes] == [
        ("first", "place", 1, 2),
        ("second", "place", 2, 2),
        ("third", "place", 3, 2),
        ("likes", "mention", None, 0),
        ("submitters", "submitters", None, 5),
        ("participants", "participants", None, 4),
    ]
    assert [each.key for each in seed.submission.opt_ins] == ["nova", "womentech"]


def test_presentations_last_five_and_thirty_minutes(seed: EditionRules) -> None:
    assert [(each.key, each.minutes, each.format) for each in seed.presentations] == [
        ("project", 5, "live"),
        ("winners", 30, "live"),
    ]


def test_bots_and_healthy_stages(seed: EditionRules) -> None:
    assert seed.hub.organisations == ("somosnlp",)
    assert set(seed.hub.bots) >= {"librarian-bot", "parquet-converter", "SFconvertbot", "system"}
    assert set(seed.demo.healthy_stages) >= {"RUNNING", "SLEEPING"}


@pytest.mark.parametrize("slug", shipped_slugs())
def test_everything_that_is_shown_is_written_in_english_too(slug: str) -> None:
    rules = shipped_rules(slug)
    texts = [rules.title, rules.description, *(each.title for each in rules.milestones)]
    texts += [each.description for each in rules.dataset.columns] + [each.title for each in rules.submission.artefacts]
    texts += [each.title for group in rules.rubric.groups for each in (group, *group.criteria)]
    texts += [text for prize in rules.prizes for text in (prize.title, *(each.title for each in prize.benefits))]
    texts += [each.label for each in rules.submission.opt_ins] + [each.title for each in rules.presentations]
    texts += [each.title for card in (rules.dataset.card, rules.model.card) for each in card.sections]
    assert [str(text) for text in texts if "en" not in dict(text.translations)] == []


# --- the edition as it ended -----------------------------------------------------------------------------------------
def test_the_final_rules_have_the_last_dates(final: EditionRules) -> None:
    assert final.windows.submission.closes_at == datetime(2024, 4, 11, 12, tzinfo=UTC)
    assert final.windows.teams.closes_at == datetime(2024, 4, 8, 12, tzinfo=UTC)
    assert final.windows.results_at == final.windows.judging.closes_at == datetime(2024, 4, 18, 12, tzinfo=UTC)
    assert milestones_of(final)["presentation"].at == datetime(2024, 4, 11, 12, tzinfo=UTC)


def test_the_final_rules_have_the_last_words_and_points(final: EditionRules) -> None:
    assert "gastronomia" in values_of(final, "dominio")
    assert values_of(final, "dominio")[-1] == "general"
    assert {"cocina", "miscelaneo"} & set(values_of(final, "dominio")) == set()
    assert final.rubric.caps == (Cap(frozenset({CORPUS}), 7.0),)
    assert (final.rubric.absent_group, final.rubric.juror_point) == (AbsentGroup.RESCALE, 1.0)
    assert [(each.minutes, each.format) for each in final.presentations] == [(5, "video"), (30, "live")]


def test_the_final_rules_inherit_the_rest(seed: EditionRules, final: EditionRules) -> None:
    assert (final.team, final.hub, final.model, final.demo, final.prizes) == (
        seed.team,
        seed.hub,
        seed.model,
        seed.demo,
        seed.prizes,
    )
    assert final.rubric.groups == seed.rubric.groups
    assert final.windows.submission.opens_at == seed.windows.submission.opens_at


# --- files -----------------------------------------------------------------------------------------------------------
def test_an_edition_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(NoSuchRules) as caught:
        shipped_rules("../rules")
    assert caught.value.known == shipped_slugs()


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRules, match=r"nothing\.toml"):
        read_rules(tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"slug = ", "x.toml no es TOML válido: Invalid value (at end of document)"),
        (
            b"slug = 1\nteam 3\n",
            "x.toml no es TOML válido: Expected '=' after a key in a key/value pair (at line 2, column 6)",
        ),
        (b"# \xe1", "x.toml no está en UTF-8 (byte 2)"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(RulesError) as caught:
        read_rules(path)
    assert str(caught.value) == f"(todo): {why}"


def test_a_file_elsewhere_may_extend_a_shipped_edition_or_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "somos600m-2024"\nslug = "mine"\nteam = { max_size = 4 }')
    (tmp_path / "yours.toml").write_text('\ufeffextends = "mine"\nslug = "yours"\r\nteam = { min_size = 2 }')
    rules = read_rules(tmp_path / "yours.toml")
    assert (rules.slug, rules.team.min_size, rules.team.max_size) == ("yours", 2, 4)


def test_extending_reaches_no_file_outside(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(f'extends = "{DATA / "somos600m-2024"}"\nslug = "mine"')
    with pytest.raises(RulesError, match="no hay ninguna edición"):
        read_rules(tmp_path / "mine.toml")
