"""Who may register and form teams, and what they are asked. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, integer, list_of, one_of, record, set_of
from hackathon.editions.rules import Question, RegistrationRules, Requirement, TeamRules

SMALLEST_GROUP = 5  # people were promised no less when they answered


def _sizes_in_order(team: TeamRules, place: Place) -> None:
    if team.min_size > team.max_size:
        place.key("min_size").refuse("es mayor que max_size")


_requirement = one_of(Requirement, "requisito desconocido")
team_rules = record(
    TeamRules,
    {
        "min_size": integer(1, words.MANY),
        "max_size": integer(1, words.MANY),
        "requires": Maybe(set_of(_requirement), frozenset()),
    },
    [_sizes_in_order],
)
_question = record(Question, {"key": words.key, "title": words.text, "options": words.choices})
registration_rules = record(
    RegistrationRules,
    {
        "languages": Maybe(list_of(words.variety, distinct=True), ()),
        "experience": Maybe(words.choices, ()),
        "skills": Maybe(words.choices, ()),
        "topics": Maybe(words.choices, ()),
        "conduct": Maybe(words.text),
        "demographics": Maybe(list_of(_question, unique="key"), ()),
        "smallest_group": Maybe(integer(SMALLEST_GROUP, words.MANY), SMALLEST_GROUP),
    },
)
