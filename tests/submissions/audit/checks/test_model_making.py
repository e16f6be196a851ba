"""Checks of how a model was made and measured."""

import pytest

from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from submissions.audit.models.emissions import Emissions
from submissions.audit.models.measures import Score
from submissions.audit.models.modelling import ModelEvidence
from submissions.audit.models.training import Setting
from tests.factories.evidence import find, make_repo

ALL = ("learning_rate", "epochs", "batch_size")


def about(check: str, evidence: ModelEvidence | None, **changes):
    return find(check, make_repo("model", "a/m", readme="x", model=evidence, **changes))


def settings(*keys: str) -> tuple[Setting, ...]:
    return tuple(Setting(key, "2", "README.md") for key in keys)


@pytest.mark.parametrize(
    ("keys", "adapter", "outcome", "missing"),
    [
        (ALL, False, Outcome.PASS, []),
        ((*ALL, "lora_r"), True, Outcome.PASS, []),
        (ALL, True, Outcome.WARN, ["lora_r"]),
        (("epochs", "seed"), False, Outcome.WARN, ["learning_rate", "batch_size"]),
        ((), False, Outcome.WARN, list(ALL)),
    ],
)
def test_which_hyperparameters_are_named(keys, adapter, outcome, missing):
    finding = about("model.training", ModelEvidence(settings=settings(*keys), adapter=adapter))
    assert (finding.outcome, finding.facts["missing"]) == (outcome, missing)


def test_the_value_that_stands_first_is_told_with_its_file():
    twice = (Setting("seed", "7", "README.md"), Setting("seed", "8", "train.py"))
    finding = about("model.training", ModelEvidence(settings=(*settings(*ALL), *twice)))
    assert finding.facts["settings"][-1] == {"key": "seed", "value": "7", "path": "README.md"}


def test_hyperparameters_that_may_stand_in_scripts_which_nobody_could_read_are_unknown():
    unread = (Unread(Part.SCRIPTS, "unreachable"),)
    assert about("model.training", ModelEvidence(), unread=unread).outcome == Outcome.UNKNOWN
    assert about("model.training", ModelEvidence(settings=settings(*ALL)), unread=unread).outcome == Outcome.PASS


@pytest.mark.parametrize(
    ("scores", "outcome", "why"),
    [
        ((Score("f1", "0.81", "yaml"),), Outcome.PASS, None),
        ((Score("", "47 de 60", "text"),), Outcome.PASS, None),
        ((Score("training loss", "1.2", "table"),), Outcome.WARN, "only_loss"),
        ((Score("loss", "1.2", "text"), Score("bleu", "31", "table")), Outcome.PASS, None),
        ((), Outcome.WARN, "no_numbers"),
    ],
)
def test_an_evaluation_has_numbers(scores, outcome, why):
    finding = about("model.evaluation", ModelEvidence(scores=scores))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


def test_the_loss_is_no_result():
    finding = about(
        "model.evaluation", ModelEvidence(scores=(Score("loss", "1", "text"), Score("bleu", "31", "table")))
    )
    assert finding.facts["scores"] == [{"metric": "bleu", "value": "31", "source": "table"}]


@pytest.mark.parametrize(
    ("emissions", "outcome", "why"),
    [
        (Emissions(declared=140.0), Outcome.PASS, None),
        (Emissions(told=600.0, told_as="0,6 kg"), Outcome.PASS, None),
        (Emissions(), Outcome.WARN, "missing"),
        (Emissions(written="N/A"), Outcome.WARN, "not_a_number"),
        (Emissions(declared=0.6, told=600.0, told_as="0,6 kg"), Outcome.WARN, "kilograms"),
        (Emissions(declared=0.06, hours=4.0, watts=150.0), Outcome.WARN, "kilograms"),
        (Emissions(declared=140.0, told=200.0, told_as="200 g"), Outcome.WARN, "disagree"),
        (Emissions(declared=140.0, told=150.0, told_as="150 g"), Outcome.PASS, None),
        (Emissions(declared=0.0), Outcome.WARN, "too_little"),
        (Emissions(declared=2_000_000.0), Outcome.WARN, "too_much"),
        # two hours on a T4: from 0.28 g to 280 g, both ends included
        (Emissions(declared=280.0, hours=2.0, watts=70.0), Outcome.PASS, None),
        (Emissions(declared=281.0, hours=2.0, watts=70.0), Outcome.WARN, "too_much"),
        (Emissions(declared=0.28, hours=2.0, watts=70.0), Outcome.PASS, None),
    ],
)
def test_a_footprint_is_told_in_grams_and_can_be_true(emissions, outcome, why):
    finding = about("model.emissions", ModelEvidence(emissions=emissions))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


@pytest.mark.parametrize("check", ["model.training", "model.evaluation", "model.emissions"])
def test_where_nobody_looked_or_the_card_was_not_read_nothing_is_concluded(check):
    assert about(check, None).facts == {"why": "not_looked"}
    assert about(check, ModelEvidence(), unread=(Unread(Part.CARD, "unreachable"),)).outcome == Outcome.UNKNOWN
