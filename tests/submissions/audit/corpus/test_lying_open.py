"""What lies open in the rows of a corpus."""

from submissions.audit.corpus.limits import Limits
from tests.submissions.audit.corpus.looks import look

HUB = "hf" + "_" + "aB3xK9qLm2Zw8Rt5Yp7Vc1Nd4Hs6Gf0JkT"
MAIL = "maria.lopez" + "@" + "universidad.edu.mx"


def rows(*pairs: tuple[str, str]) -> str:
    return "pregunta,respuesta\n" + "".join(f"{question},{answer}\n" for question, answer in pairs)


def test_questions_and_answers_are_searched_and_the_row_is_told():
    seen = look({"datos.csv": rows(("¿Qué?", "Eso"), (f"¿Es {MAIL}?", "Sí"), ("¿Y?", f"Usa {HUB} y ya"))})
    assert [(one.rule, one.path, one.row, one.masked) for one in seen.exposures] == [
        ("email", "datos.csv", 2, "m…@universidad.edu.mx"),
        ("hub_token", "datos.csv", 3, f"hf_…{HUB[-2:]}"),
    ]
    assert seen.exposure_rows == 3


def test_of_many_rows_some_are_searched_and_so_many_are_told():
    many = rows(*((f"¿Qué {number}?", MAIL) for number in range(400)))
    seen = look({"datos.csv": many}, limits=Limits(exposure_rows=100))
    assert (seen.exposure_rows, len(seen.exposures)) == (100, 50)
    assert seen.exposures[-1].row > 150


def test_a_corpus_without_questions_has_nothing_to_search():
    seen = look({"datos.csv": f"a,b\n1,{MAIL}\n"})
    assert (seen.exposure_rows, seen.exposures) == (0, ())
