"""Checks of what the cards say."""

from dataclasses import replace

import pytest

from submissions.audit.cards.reading import parse_card
from submissions.audit.findings import Finding, Outcome
from submissions.speaking import speak
from tests.factories.evidence import RULES, find, make_repo
from tests.submissions.audit.cards.test_reading import hubs_template
from tests.submissions.audit.checks.test_card import FULL, WORDS, YAML, words_of


def sections(text: str) -> Finding:
    return find("card.sections", make_repo(readme=YAML + text))


def keys(finding: Finding, which: str) -> list[str]:
    return [one["key"] for one in finding.facts[which]]


def without(title: str) -> str:
    """The full card without one of its sections."""
    return FULL.replace(f"## {title}\n{words_of(title)}\n", "")


def test_a_full_card_says_where_each_section_stands():
    finding = find("card.sections", make_repo(readme=FULL))
    assert [
        (one["key"], one["heading"], one["path"], one["line"], one["words"]) for one in finding.facts["filled"]
    ] == [
        ("description", "Descripción del corpus", "README.md", 5, 18),
        ("structure", "Estructura del corpus", "README.md", 9, 18),
        ("creation", "Proceso de creación", "README.md", 11, 18),
        ("bias", "Sesgos", "README.md", 13, 18),
    ]
    assert [finding.facts[state] for state in ("missing", "unfilled", "thin")] == [[], [], []]


def test_missing_unfilled_and_thin_sections_are_told_apart():
    finding = sections(
        f"# Dataset Card for X\n## Dataset Description\n{WORDS}\n## Estructura\n<!-- nada -->\n## Proceso de ceración\nx y z\n"
        "## Segsos y lo demás\nx\n"
    )
    assert finding.outcome == Outcome.FAIL
    assert {state: keys(finding, state) for state in ("filled", "unfilled", "thin", "missing")} == {
        "filled": ["description"],
        "unfilled": ["structure"],
        "thin": ["creation"],
        "missing": ["bias"],
    }
    (missing,) = finding.facts["missing"]
    assert (missing["title"]["es"], missing["headings"][0]) == ("Evaluación y mitigación de sesgos", "Sesgos")
    (thin,) = finding.facts["thin"]
    assert (thin["heading"], thin["line"], thin["words"], thin["least"]) == ("Proceso de ceración", 10, 3, 15)


def test_a_section_that_repeats_another_is_said_to_do_so():
    finding = find("card.sections", make_repo(readme=FULL.replace(words_of("Sesgos"), words_of("Estructura"))))
    (again,) = finding.facts["unfilled"]
    assert (finding.outcome, again["key"], again["line"], again["repeats"]) == (Outcome.FAIL, "bias", 13, 9)
    assert "«Sesgos», `README.md`, línea 13; repite lo de la línea 9" in speak(finding, rules=RULES).details


def test_a_missing_section_names_the_heading_that_comes_nearest():
    finding = sections("## Sesgosidad\nx\n")
    assert [one["heading"] for one in finding.facts["missing"] if one["key"] == "bias"] == ["Sesgosidad"]


@pytest.mark.parametrize(("count", "outcome"), [(14, Outcome.WARN), (15, Outcome.PASS)])
def test_a_thin_section_is_a_warning_and_a_word_more_passes(count, outcome):
    text = FULL.replace(f"## Sesgos\n{words_of('Sesgos')}", "## Sesgos\n" + " ".join(map(str, range(count))))
    finding = find("card.sections", make_repo(readme=text))
    assert (finding.outcome, keys(finding, "thin")) == (outcome, ["bias"] if outcome == Outcome.WARN else [])


def test_an_edition_says_how_few_words_are_thin():
    rules = replace(RULES, audit=replace(RULES.audit, thin_words=19))
    finding = find("card.sections", make_repo(readme=FULL), rules=rules)
    assert (finding.outcome, len(finding.facts["thin"])) == (Outcome.WARN, 4)


def test_a_section_that_is_only_recommended_never_fails():
    card = RULES.dataset.card
    eased = tuple(replace(one, required=one.key != "bias") for one in card.sections)
    rules = replace(RULES, dataset=replace(RULES.dataset, card=replace(card, sections=eased)))
    finding = find("card.sections", make_repo(readme=without("Sesgos")), rules=rules)
    assert (finding.outcome, keys(finding, "missing"), finding.facts["missing"][0]["required"]) == (
        Outcome.WARN,
        ["bias"],
        False,
    )


def test_sections_of_readme_and_translation_add_up():
    spanish = FULL.partition("## Proceso")[0]
    cards = (
        parse_card("README.md", spanish.encode()),
        parse_card(
            "README_EN.md", f"## Dataset Creation\n{WORDS}\n## Bias, Risks, and Limitations\n{WORDS} Y más.\n".encode()
        ),
    )
    finding = find("card.sections", make_repo(cards=cards))
    assert finding.outcome == Outcome.PASS
    assert [one["path"] for one in finding.facts["filled"]] == [
        "README.md",
        "README.md",
        "README_EN.md",
        "README_EN.md",
    ]


def test_sections_with_checks_of_their_own_are_left_to_those():
    finding = find("card.sections", make_repo(readme=without("Motivación").replace("Equipo", "Otra")))
    assert (finding.outcome, find("card.motivation", make_repo(readme=without("Motivación"))).outcome) == (
        Outcome.PASS,
        Outcome.WARN,
    )


@pytest.mark.parametrize(
    ("kind", "name", "unfilled"),
    [
        ("corpus", "datasetcard_template.md", ["description", "structure", "creation", "bias"]),
        ("model", "modelcard_template.md", ["description", "training", "evaluation", "bias", "environment"]),
    ],
)
def test_the_hubs_template_with_licence_and_links_filled_in_is_no_filled_card(kind, name, unfilled):
    text = hubs_template(name).replace("License:** [More Information Needed]", "License:** apache-2.0")
    text = text.replace("Repository:** [More Information Needed]", "Repository:** https://github.com/a/b")
    repo = make_repo(kind, readme=YAML + text.partition("---\n\n")[2])
    finding = find("card.sections", repo)
    assert (finding.outcome, keys(finding, "unfilled")) == (Outcome.FAIL, unfilled)
    assert [find(check, repo).facts["state"] for check in ("card.motivation", "card.team")] == {
        "corpus": ["template", "template"],
        "model": ["missing", "template"],
    }[kind]


def test_an_edition_that_asks_for_no_sections_finds_nothing():
    rules = replace(RULES, dataset=replace(RULES.dataset, card=replace(RULES.dataset.card, sections=())))
    repo = make_repo(readme=FULL)
    for check in ("card.sections", "card.motivation", "card.team"):
        assert find(check, repo, rules=rules).facts == {"why": "not_asked"}


@pytest.mark.parametrize(
    ("text", "outcome", "state"),
    [
        (f"## Motivación\n{WORDS}", Outcome.PASS, "filled"),
        (f"**¿Por qué este corpus?**\n\n{WORDS}", Outcome.PASS, "filled"),
        (f"### Social Impact of Dataset\n{WORDS}", Outcome.PASS, "filled"),
        ("## Motivación\nNos gusta.", Outcome.WARN, "thin"),
        ("## Motivación\n[More Information Needed]", Outcome.WARN, "template"),
        ("## Sesgos\nx", Outcome.WARN, "missing"),
    ],
)
def test_the_motivation_is_only_recommended(text, outcome, state):
    finding = find("card.motivation", make_repo(readme=YAML + text))
    assert (finding.outcome, finding.facts["state"]) == (outcome, state)


@pytest.mark.parametrize(
    ("text", "outcome", "state"),
    [
        ("## Equipo\n- Ana Lima\n- Luz Paz", Outcome.PASS, "filled"),
        ("- **Curated by:** Ana Lima", Outcome.PASS, "filled"),
        ("## Equipo\nhttps://huggingface.co/ana", Outcome.PASS, "thin"),
        ("## Equipo\nAna", Outcome.WARN, "thin"),
        ("- **Curated by:** [More Information Needed]", Outcome.WARN, "template"),
        ("Nuestro equipo es genial.", Outcome.WARN, "missing"),
    ],
)
def test_the_team_is_named_by_names_or_profiles(text, outcome, state):
    finding = find("card.team", make_repo(readme=YAML + text))
    assert (finding.outcome, finding.facts["state"]) == (outcome, state)


@pytest.mark.parametrize(
    ("text", "outcome", "facts"),
    [
        ("Contribuye al ODS 4 y a la igualdad de género.", Outcome.PASS, {"goals": [4, 5]}),
        ("SDG 13", Outcome.PASS, {"goals": [13]}),
        ("Contribuye a los ODS.", Outcome.WARN, {"why": "which", "path": "README.md"}),
        ("ODS 18", Outcome.WARN, {"why": "which", "path": "README.md"}),
        ("Una educación de calidad.", Outcome.WARN, {"why": "none"}),
    ],
)
def test_the_goals_are_named_by_number_or_name(text, outcome, facts):
    finding = find("card.sdgs", make_repo(readme=YAML + text))
    assert (finding.outcome, finding.facts) == (outcome, facts)


def test_goals_of_all_the_cards_count():
    cards = (parse_card("README.md", b"ODS 4"), parse_card("README_EN.md", b"SDG 3"))
    assert find("card.sdgs", make_repo(cards=cards)).facts == {"goals": [3, 4]}
