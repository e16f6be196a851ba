"""Addresses and numbers of people in plain sight. Nobody's: made up, with the right check digits."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.exposed import personal_data
from submissions.audit.exposed.exposure import ExposureSort

DNI = f"{43217865}{'TRWAGMYFPDXBNJZSQVHLCKE'[43217865 % 23]}"
MAIL = "maria.lopez" + "@" + "universidad.edu.mx"


def rules(text: str, path: str = "datos.csv") -> list[str]:
    return [exposure.rule for exposure in personal_data.find(text, path)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"escribe a {MAIL} hoy", "email"),
        (f"<{MAIL}>", "email"),
        ("+34 655 43 21 98", "phone"),
        ("0034 655 43 21 98", "phone"),
        ("+52 55 5212 7788", "phone"),
        ("+1 (212) 736-5000", "phone"),
        ("Llámame al 655 43 21 98.", "phone"),
        ("655 432 198", "phone"),
        ("+34 634 567 812", "phone"),
        ("Teléfono: 691 345 678", "phone"),
        ("Tel: 11 4321-1299", "phone"),
        ("tel. (55) 5212-7788", "phone"),
        ("celular 300 287 4591", "phone"),
        ("WhatsApp: 987 654 301", "phone"),
        (f"DNI {DNI}", "national_id"),
        ("NIE X1234567L", "national_id"),
        ("RUT 12.345.678-5", "national_id"),
        ("rut: 12345678-5", "national_id"),
        ("CUIT 20-05536168-2", "national_id"),
        ("CPF 390.533.447-05", "national_id"),
        ("BOXW310820HNERXN09", "national_id"),
        ("ES80 2310 0001 1800 0001 2345", "iban"),
        ("4539 1488 0343 6467", "bank_card"),
        ("tarjeta 4539148803436467", "bank_card"),
    ],
)
def test_what_is_somebodys_is_found(text, rule):
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        f"DNI {43217865}A",
        "X1234567A",
        "RUT 12.345.678-6",
        "20-05536168-3",
        "390.533.447-06",
        "BOXW310820HNERXN08",
        "ES81 2310 0001 1800 0001 2345",
        "4539 1488 0343 6468",
        "+34 155 43 21 98",
    ],
)
def test_a_wrong_check_digit_makes_it_nobodys(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "noreply@universidad.edu",
        "info@universidad.edu",
        "git@github.com:ana/repo",
        "ana@example.com",
        "tu.correo@ejemplo.es",
        "logo@2x.png",
        "pandas@1.5.3",
        "hola @alicia",
        "@app.route",
        "2024-03-29 12:00:00",
        "10.18653/v1/2020.acl-main.747",
        "arXiv:2005.14165",
        "ISBN 978-84-376-0494-7",
        "192.168.100.200",
        "3.14159265358",
        "1999-2024",
        "num_bytes: 1234567890",
        "1.234.567.890",
        "id 1765432109876543210",
        "llama 2 7000000000",
        "tel 1234567",
        "612 345 678",
        "+34 612 345 678",
        "4111 1111 1111 1111",
        "ES91 2100 0418 4502 0005 1332",
        "655432198",
        "+1 -2 +3.5e10",
    ],
)
def test_what_is_nobodys_is_none(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "card",
    [
        f"# Contacto\n{MAIL}\n",
        f"## 📬 Dataset Card Contact\n\n{MAIL}\n",
        f"## Equipo\n- María ({MAIL})\n",
        f"**Autores**\n{MAIL}\n",
        f"# X\n- **Point of Contact:** [María](mailto:{MAIL})\n",
        f"# X\nLo hizo todo María. Corpus creado por ella\n({MAIL}) en 2024.",
        f"# X\n```\n@misc{{x, author = {{María}}, note = {{{MAIL}}}}}\n```\n",
    ],
)
def test_the_address_that_authors_give_of_themselves_is_their_own_choice(card):
    assert rules(card, "README.md") == []


def test_under_another_heading_it_is_told():
    assert rules(f"# Contacto\nhola\n# Datos\n{MAIL}\n", "README.md") == ["email"]


def test_a_corpus_has_no_section_for_contacts():
    assert rules(f"# Contacto\n{MAIL}\n", "datos.csv") == ["email"]
    assert rules(f"Contacto: {MAIL}", "datos.csv") == ["email"]


def test_who_signs_a_script_may_be_written_to():
    assert rules(f'__author__ = "María <{MAIL}>"', "crear.py") == []
    assert rules(f"# Copyright (c) 2024 María <{MAIL}>", "crear.py") == []
    assert rules(f'destino = "{MAIL}"', "crear.py") == ["email"]


def test_a_finding_says_where_and_not_whom():
    (found,) = personal_data.find(f"\nescribe a {MAIL}", "datos.csv")
    assert (found.sort, found.line, found.masked) == (ExposureSort.PERSONAL, 2, "m…@universidad.edu.mx")
    (number,) = personal_data.find(f"DNI {DNI}", "datos.csv")
    assert number.masked == f"…{DNI[-2:]}"


@pytest.mark.parametrize(
    "piece", ["a@", "a@a.", "tel 1234567 ", "+1 ", "1 ", "12345678Z ", "ES80 2310 ", "# contact a\n", "@a{"]
)
def test_no_text_takes_long(piece):
    text = piece * (40_000 // len(piece))
    begun = time.perf_counter()
    personal_data.find(text, "README.md")
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize("text", ["Llama a Marta al +34 655 432 198.", "Teléfono: 655 43 21 98"])
@pytest.mark.parametrize("heading", ["Usos", "Datos de origen"])
def test_a_number_in_the_prose_of_a_card_is_found(text, heading):
    assert rules(f"---\nlicense: mit\n---\n# Corpus\n\n## {heading}\n\n{text}\n", "README.md") == ["phone"]


@given(st.text(alphabet="a1@. +-()\n#:7Zñ\x00\u202e", max_size=300), st.sampled_from(["README.md", "a.py", "d.csv"]))
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_it_answers(text, path):
    assert MAIL not in repr(personal_data.find(f"{text}\n{MAIL}", path))
