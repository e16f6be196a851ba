"""Which of the Sustainable Development Goals a text names."""

import pytest
from django.utils import translation

from hackathon.editions.sdgs import SDGS
from submissions.audit.cards.goals import goals_in, speaks_of_goals


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("ODS 4", (4,)),
        ("ODS4", (4,)),
        ("ODS n.º 4", (4,)),
        ("O.D.S. 4", (4,)),
        ("**ODS:** 3, 5 y 10", (3, 5, 10)),
        ("ODS 3, ODS 5", (3, 5)),
        ("SDG 13 (Climate Action)", (13,)),
        ("SDGs #1 and #2", (1,)),
        ("Sustainable Development Goal 16", (16,)),
        ("Objetivo de Desarrollo Sostenible número 8", (8,)),
        ("Se alinea con los ODS, en concreto con el Objetivo 10.", (10,)),
        ("ODS: Educación de calidad", (4,)),
        ("Los ODS: «IGUALDAD DE GENERO» y «Salud y bienestar»", (3, 5)),
        ("Our SDGs are Quality Education and Life on Land", (4, 15)),
        ("ODS 18, ODS 0 y ODS 170", ()),
        ("Los modos 4 y 5", ()),
        ("Una educación de calidad para todas", ()),
        ("El objetivo 1 del proyecto", ()),
        ("Impulsa los Objetivos de Desarrollo Sostenible", ()),
        ("", ()),
    ],
)
def test_goals_are_named_by_number_or_by_name(text, goals):
    assert goals_in(text) == goals


@pytest.mark.parametrize("text", ["los ODS", "Agenda 2030", "sustainable development goals", "SDGs"])
def test_to_speak_of_them_is_not_to_name_one(text):
    assert (speaks_of_goals(text), goals_in(text)) == (True, ())


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_goal_is_known_by_its_name_on_the_site(language):
    with translation.override(language):
        named = {number: goals_in(f"ODS: {name}") for number, name in SDGS.items()}
    assert named == {number: (number,) for number in SDGS}
