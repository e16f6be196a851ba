"""From whatever a spreadsheet saves to a table, and what its columns are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.imports import reading
from hackathon.imports.mapping import Field, country_code, full_name, guess
from hackathon.imports.reading import Reason, Record, Unreadable, read

EVENTBRITE = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Total Paid,Attendee #,Attendee Status,Home Country,"
    "Buyer Email"
)


def refusal(content: bytes) -> tuple[Reason, dict[str, int]]:
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.reason, refused.value.facts


# --- encodings and separators ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_with_every_separator_gives_the_same_table(encoding: str, named: str, delimiter: str) -> None:
    text = (
        "\r\n".join(delimiter.join(row) for row in (("Nombre", "Correo"), ("José Ñáñez", "jose@example.org"))) + "\r\n"
    )

    sheet = read(text.encode(encoding))

    assert sheet.headings == ("Nombre", "Correo")
    assert sheet.records == (Record(2, ("José Ñáñez", "jose@example.org")),)
    assert (sheet.encoding, sheet.delimiter) == (named, delimiter)


def test_a_byte_that_windows_does_not_know_is_still_latin_1() -> None:
    assert reading.decode(b"a\xf1o \x81") == ("año \x81", "latin-1")


def test_a_broken_byte_in_a_utf_8_file_does_not_spoil_the_others() -> None:
    content = "Nombre,Correo\nJosé,jose@example.org\nMaría,maria@example.org\n".encode() + b"Mar\xeda,m@example.org\n"

    sheet = read(content)

    assert [record.cells[0] for record in sheet.records] == ["José", "María", "Mar\ufffda"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ('Nombre;Notas;Correo\nAna;"a, b, c";a@b.co\nLuis;"d, e, f";l@b.co\n', ";"),
        ('Nombre,Notas,Correo\nAna,"a; b; c; d",a@b.co\nLuis,"d; e",l@b.co\n', ","),
        ("Nombre;Correo\nPérez, Ana;a@b.co\nDíaz, Luis;l@b.co\n", ";"),
        ("sep=;\nNombre;Correo\nAna;a@b.co\n", ";"),
        ("Correo\na@b.co\nl@b.co\n", ","),
    ],
)
def test_the_separator_is_what_cuts_rows_evenly(text: str, delimiter: str) -> None:
    assert read(text.encode()).delimiter == delimiter


# --- rows ------------------------------------------------------------------------------------------------------------
def test_a_row_is_numbered_as_a_spreadsheet_numbers_it() -> None:
    text = 'Asistentes del evento\n\nNombre,Notas,Correo\nAna,"una\ndos\n",a@b.co\n\nLuis,,l@b.co\n'

    assert read(text.encode()).records == (
        Record(4, ("Ana", "una\ndos", "a@b.co")),
        Record(6, ("Luis", "", "l@b.co")),
    )


def test_rows_are_as_wide_as_the_header() -> None:
    assert [record.cells for record in read(b"a,b,c\na@b.co\n1,2,3,4\n,,\n").records] == [
        ("a@b.co", "", ""),
        ("1", "2", "3"),
    ]


def test_the_header_is_the_fullest_row_above_the_first_address() -> None:
    text = "Evento:,Somos\n\nNombre,Apellidos,Correo\nSin,Correo,\nAna,Díaz,a@b.co\n"

    assert read(text.encode()).headings == ("Nombre", "Apellidos", "Correo")


def test_a_formula_and_an_emoji_are_text_like_any_other() -> None:
    text = 'Nombre,Correo\n"=HYPERLINK(""http://x"",""y"")",a@b.co\n👩\u200d🚀 שרה,b@b.co\n'

    assert [record.cells[0] for record in read(text.encode()).records] == [
        '=HYPERLINK("http://x","y")',
        "👩\u200d🚀 שרה",
    ]


def test_a_nul_among_text_is_nothing() -> None:
    assert read(b"Nombre,Correo\nA\x00na,a@b.co\n").records == (Record(2, ("Ana", "a@b.co")),)


def test_a_cell_is_cut_where_nobody_reads_on() -> None:
    sheet = read(b"Nombre,Correo\n" + b"x" * 5000 + b",a@b.co\n")

    assert [len(cell) for cell in sheet.records[0].cells] == [reading.MAX_CELL, 6]


@pytest.mark.parametrize(
    ("content", "reason", "facts"),
    [
        (b"", Reason.EMPTY, {}),
        (b"\xef\xbb\xbf \n\n", Reason.EMPTY, {}),
        (b"PK\x03\x04...", Reason.WORKBOOK, {}),
        (b"\xd0\xcf\x11\xe0...", Reason.WORKBOOK, {}),
        (bytes(range(32)) * 50, Reason.NOT_TEXT, {}),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, Reason.NOT_TEXT, {}),
        (b"Nombre,Correo\n", Reason.ONLY_HEADER, {}),
        (b"Ana,a@b.co\nLuis,l@b.co\n", Reason.NO_HEADER, {}),
        (b'Nombre,Correo\n"Ana,a@b.co\nLuis,l@b.co\n', Reason.OPEN_QUOTE, {"row": 2}),
        (b'Nombre,Correo\nAna,a@b.co\n"' + b"x" * 200_000, Reason.OPEN_QUOTE, {"row": 3}),
        (b",".join([b"c"] * 101) + b"\n1\n", Reason.TOO_MANY_COLUMNS, {"most": 100, "found": 101}),
        (b"Nombre,Correo\n" + b"A,a@b.co\n" * 20_001, Reason.TOO_MANY_ROWS, {"most": 20_000}),
        (b"x" * 10_000_001, Reason.TOO_BIG, {"most": 10}),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else "",
)
def test_what_is_no_list_is_refused_with_a_reason(content: bytes, reason: Reason, facts: dict[str, int]) -> None:
    assert refusal(content) == (reason, facts)


def test_blank_rows_at_the_end_are_no_rows() -> None:
    assert len(read(b"Nombre,Correo\nA,a@b.co\n" + b",\n" * 30_000).records) == 1


@given(st.binary(max_size=600))
def test_whatever_comes_is_a_table_or_refused(content: bytes) -> None:
    try:
        sheet = read(content)
    except Unreadable:
        return
    assert {len(record.cells) for record in sheet.records} == {len(sheet.headings)}
    assert "\x00" not in "".join(cell for record in sheet.records for cell in record.cells)


@given(st.text(max_size=300))
def test_whatever_text_comes_is_a_table_or_refused(text: str) -> None:
    try:
        read(text.encode("utf-8", "replace"))
    except Unreadable:
        return


# --- columns ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            EVENTBRITE,
            {"email": "Email", "first_name": "First Name", "last_name": "Last Name", "country": "Home Country"}
            | {"external_id": "Attendee #", "status": "Attendee Status"},
        ),
        (
            "N.º de pedido,Nombre,Apellidos,Correo electrónico,Estado del asistente,País,Equipo",
            {"email": "Correo electrónico", "first_name": "Nombre", "last_name": "Apellidos", "country": "País"}
            | {"external_id": "N.º de pedido", "status": "Estado del asistente", "team": "Equipo"},
        ),
        *(
            (f"{order},Correo", {"email": "Correo", "external_id": order})
            for order in ("Nº Pedido", "Número de pedido", "No. de pedido", "Pedido")
        ),
        ("Order ID,Name,Surname,EMAIL", {"email": "EMAIL", "name": "Name", "external_id": "Order ID"}),
        (
            "NOMBRE COMPLETO,E-mail,Nacionalidad",
            {"email": "E-mail", "name": "NOMBRE COMPLETO", "country": "Nacionalidad"},
        ),
        (
            "Correo elecronico,Apelidos,Nombre",
            {"email": "Correo elecronico", "first_name": "Nombre", "last_name": "Apelidos"},
        ),
        ("Talla,Alergias,Nombre de la empresa", {}),
        (",,", {}),
    ],
)
def test_columns_are_known_by_what_shops_and_people_call_them(headings: str, expected: dict[str, str]) -> None:
    cells = headings.split(",")

    assert {field.value: cells[column] for field, column in guess(cells).items()} == expected


def test_no_column_is_two_things() -> None:
    found = guess(["Nombre", "Nombre", "Correo", "Correo"])

    assert (len(set(found.values())), found[Field.EMAIL]) == (len(found), 2)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({Field.NAME: "Ana Díaz"}, "Ana Díaz"),
        ({Field.FIRST_NAME: "Ana", Field.LAST_NAME: "Null"}, "Ana Null"),
        ({Field.FIRST_NAME: "Info Requested", Field.LAST_NAME: "Info Requested"}, ""),
    ],
)
def test_a_name_is_what_its_columns_say(cells: dict[Field, str], name: str) -> None:
    assert full_name(cells) == name


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("México", "MX"),
        ("  mexico ", "MX"),
        ("MX", "MX"),
        ("mex", "MX"),
        ("Peru", "PE"),
        ("EEUU", "US"),
        ("U.S.A.", "US"),
        ("Brasil", "BR"),
        ("Reino Unido", "GB"),
        ("Dominican Republic", "DO"),
        ("República Dominicana", "DO"),
        ("EU", ""),
        ("Unión Europea", ""),
        ("Narnia", ""),
        ("", ""),
        ("México" + "." * 100, ""),  # longer than any country: not even read, for there may be thousands
    ],
)
def test_a_country_is_known_by_its_name_in_either_language_and_its_codes(cell: str, code: str) -> None:
    assert country_code(cell) == code
