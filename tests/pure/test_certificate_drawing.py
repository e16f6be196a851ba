"""What a certificate looks like inside: the text can be found in it, and its QR leads to its page."""

import re
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno

from judging.certificates.drawing import NoGlyphs, Part, Sheet, pdf, png, qr_runs

ADDRESS = "https://hackathon.example.org/certificado/K7QF-M2XW-R9TN/"


def sheet(name: str, **changes: object) -> Sheet:
    told = {
        "language": "es",
        "edition": "Hackathon 2026",
        "title": "Certificado de participación",
        "lead": "Se otorga a",
        "name": name,
        "body": (Part("por presentar "), Part("Refranes del mundo", strong=True)),
        "issued": "Expedido el 4 de marzo de 2026",
        "how": "Cualquiera puede comprobar que es auténtico:",
        "address": ADDRESS,
        "code_label": "Código",
        "code": "K7QF-M2XW-R9TN",
        "day": (2026, 3, 4),
    }
    return Sheet(**(told | changes))


def title_in(made: bytes) -> str:
    """The document's title, which names who it is for."""
    found = re.search(rb"<rdf:li[^>]*>([^<]*Certificado[^<]*)</rdf:li>", made)
    return found[1].decode() if found else ""


def links_in(made: bytes) -> set[str]:
    """The addresses that can be clicked."""
    streams = [made, *(_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL))]
    return {uri.decode() for stream in streams for uri in re.findall(rb"/URI\s*\((.*?)\)", stream)}


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize(
    "name",
    [
        "José Ñandú",
        "山田 太郎",
        "김철수",
        "محمد عبد الله",
        "יוסף כהן",
        "राम शर्मा",
        "สมชาย",
        "አበበ",
        "Nguyễn Thị Ánh",
        "Ana 🎉",
        "g̃uarani",
    ],
)
def test_names_of_any_script_are_on_it(name):
    assert title_in(pdf(sheet(name))).endswith(f"– {name}")


def test_characters_that_no_font_has_are_told_one_by_one_and_nothing_is_drawn():
    with pytest.raises(NoGlyphs) as missing:
        pdf(sheet("𓀀 Ana 𒀀"))
    assert missing.value.characters == ("𓀀", "𒀀")


@pytest.mark.parametrize("name", ["W" * 80, "María " * 13 + "Pi", "山田" * 40])
def test_eighty_characters_stay_on_one_page(name):
    made = pdf(sheet(name))
    pages = [int(n) for stream in [made] for n in re.findall(rb"/Type\s*/Pages.*?/Count (\d+)", stream, re.DOTALL)]
    assert pages == [1]


def test_it_is_made_for_keeping_and_links_to_its_page():
    made = pdf(sheet("Alicia"))
    assert (b"<pdfaid:part>2</pdfaid:part>" in made, links_in(made)) == (True, {ADDRESS})


def test_the_same_certificate_is_the_same_file():
    assert pdf(sheet("Alicia")) == pdf(sheet("Alicia"))


def test_the_qr_holds_the_address():
    runs = qr_runs(ADDRESS)
    wanted = segno.make(ADDRESS, error="m", micro=False, boost_error=False).matrix
    drawn = [[int(any(start <= x < start + n for start, n in row)) for x in range(len(runs))] for row in runs]
    assert drawn == [list(row) for row in wanted]


def test_a_sample_says_that_it_is_one():
    assert pdf(sheet("Alicia", sample="MUESTRA")) != pdf(sheet("Alicia"))


def test_a_picture_of_it_can_be_looked_at():
    assert png(sheet("Alicia"), dots_per_inch=20)[:4] == b"\x89PNG"


def test_two_people_at_once_both_get_theirs():
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda name: title_in(pdf(sheet(name))), ["Alicia", "Bruno"] * 3))
    assert [title[-6:].strip() for title in both] == ["Alicia", "Bruno"] * 3
