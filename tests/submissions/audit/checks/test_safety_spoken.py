"""What people read of a secret that lies open, of a licence and of a script: where, what, and how to mend it."""

from submissions.audit.exposed.exposure import Exposure, ExposureSort
from submissions.audit.findings import Finding
from submissions.audit.scripts.reading import ScriptEvidence, read_script
from submissions.speaking import Spoken, speak
from tests.factories.evidence import RULES, find, make_repo

TOKEN = Exposure(ExposureSort.SECRET, "hub_token", "crear.ipynb", 2, "hf_…kT", 5)
PASSWORD = Exposure(ExposureSort.SECRET, "password", "README.md", 41, "…")


def said(finding: Finding) -> Spoken:
    return speak(finding, rules=RULES, language="es", guide=False)


def test_a_secret_is_said_with_its_place_its_mask_and_what_to_do_first():
    spoken = said(find("safety.secrets", make_repo(exposures=(TOKEN, PASSWORD))))
    assert "- `crear.ipynb`, celda 5, línea 2: token del Hub (`hf_…kT`)\n" in spoken.details
    assert spoken.details.endswith("- `README.md`, línea 41: contraseña")
    assert spoken.fix.startswith("Anula primero cada clave donde la creaste")
    assert "envíala con la entrega" in spoken.fix


def test_in_data_it_is_the_row_that_is_said():
    mail = Exposure(ExposureSort.PERSONAL, "email", "d.csv", masked="m…@x.org", row=8)
    assert (
        "`d.csv`, fila 8: correo electrónico"
        in said(find("safety.personal_data", make_repo(exposures=(mail,)))).details
    )


def test_ten_places_are_shown_and_all_are_counted():
    many = tuple(Exposure(ExposureSort.SECRET, "key", "a.py", line) for line in range(1, 15))
    spoken = said(find("safety.secrets", make_repo(exposures=many)))
    assert (spoken.details.count("clave o token"), "En total hay 14 sitios." in spoken.details) == (10, True)
    assert "envíala con la entrega" not in spoken.fix


def test_a_clean_repo_is_told_how_far_we_looked():
    left = tuple(ScriptEvidence(f"{number}.py", 9, read=False) for number in range(3))
    spoken = said(find("safety.secrets", make_repo(searched=("README.md",), scripts=left)))
    assert spoken.details == (
        "Hemos buscado en 1 archivo. Otros 3 scripts no los hemos leído: miramos los que más cuentan."
    )


def test_a_licence_is_mended_with_the_word_to_write():
    spoken = said(find("repo.licence", make_repo(readme="---\nlicense: Apache 2.0\n---\n# Hola")))
    assert (spoken.details, spoken.fix) == (
        "El Hub no conoce esta licencia: `Apache 2.0`.",
        "En vez de `Apache 2.0` escribe `apache-2.0`.",
    )


def test_a_script_is_asked_for_what_it_lacks_and_for_nothing_else():
    script, _ = read_script("crear.py", b"df.sample(3)\n")
    spoken = said(find("dataset.scripts_reproducible", make_repo(files=["crear.py"], scripts=(script,))))
    assert "Hay azar y no se fija ninguna semilla: `crear.py`." in spoken.details
    assert spoken.fix.startswith("Fija una semilla al principio")
    assert "requirements.txt" not in spoken.fix
