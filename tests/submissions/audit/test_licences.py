"""Which licence may follow from which."""

import pytest

from submissions.audit.licences import LICENCES, Family, Fit, Source, fit, licence, meant, worst

BASE, DATA = Source.BASE, Source.DATA


@pytest.mark.parametrize(
    ("own", "source", "kind", "fits"),
    [
        ("apache-2.0", "apache-2.0", BASE, Fit.FITS),
        ("cc-by-nc-4.0", "mit", BASE, Fit.FITS),
        ("gemma", "gemma", BASE, Fit.FITS),
        ("llama3.1", "llama3", BASE, Fit.FITS),
        ("apache-2.0", "gemma", BASE, Fit.UNSURE),
        ("gemma", "llama3", BASE, Fit.UNSURE),
        ("apache-2.0", "bigscience-bloom-rail-1.0", BASE, Fit.UNSURE),
        ("apache-2.0", "cc-by-nd-4.0", BASE, Fit.CLASHES),
        ("cc-by-nc-nd-4.0", "cc-by-nc-nd-4.0", BASE, Fit.CLASHES),
        ("cc-by-nc-4.0", "cc-by-nd-4.0", DATA, Fit.DISPUTED),
        ("apache-2.0", "cc-by-nc-4.0", BASE, Fit.CLASHES),
        ("apache-2.0", "cc-by-nc-4.0", DATA, Fit.UNSURE),
        ("cc-by-nc-4.0", "cc-by-nc-4.0", BASE, Fit.FITS),
        ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", BASE, Fit.UNSURE),
        ("apache-2.0", "cc-by-sa-4.0", DATA, Fit.DISPUTED),
        ("apache-2.0", "gpl-3.0", BASE, Fit.UNSURE),
        ("cc-by-sa-4.0", "cc-by-sa-4.0", DATA, Fit.FITS),
        ("other", "apache-2.0", BASE, Fit.FITS),
        ("other", "gemma", BASE, Fit.UNKNOWN),
        ("apache-2.0", "other", BASE, Fit.UNKNOWN),
        ("apache-2.0", "", BASE, Fit.UNKNOWN),
        ("apache-2.0", "propia", DATA, Fit.UNKNOWN),
        ("propia", "cc-by-nd-4.0", BASE, Fit.CLASHES),
    ],
)
def test_what_may_follow(own, source, kind, fits):
    assert fit(licence(own), licence(source), kind) == fits


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Apache License 2.0", "apache-2.0"),
        ("apache2", "apache-2.0"),
        ("MIT License", "mit"),
        ("CC BY-SA 4.0", "cc-by-sa-4.0"),
        ("cc_by_4.0", "cc-by-4.0"),
        ("Creative Commons Attribution Non Commercial 4.0", "cc-by-nc-4.0"),
        ("CC0", "cc0-1.0"),
        ("llama-3", "llama3"),
        ("Licencia MIT", "mit"),
        ("propia", None),
        ("Public", None),
        ("", None),
        ("\u202e\x00" * 500, None),
    ],
)
def test_a_licence_is_recognised_as_people_write_it(written, id):
    assert meant(written) == id


def test_each_licence_is_of_one_family_and_the_families_say_what_they_allow():
    assert {one.family for one in LICENCES.values()} == set(Family)
    assert [one.id for one in LICENCES.values() if not one.derivatives] == [
        "cc-by-nd-4.0",
        "cc-by-nc-nd-3.0",
        "cc-by-nc-nd-4.0",
    ]
    assert {one.id for one in LICENCES.values() if one.share_alike and not one.commercial} == {
        "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0",
    }
    assert licence(" Apache-2.0 ").family == Family.PERMISSIVE


def test_a_chain_is_as_good_as_its_worst_link():
    assert worst([Fit.FITS, Fit.UNKNOWN, Fit.UNSURE]) == Fit.UNSURE
    assert worst([Fit.FITS, Fit.CLASHES, Fit.UNKNOWN]) == Fit.CLASHES
    assert worst([]) == Fit.FITS
