"""What a stranger left lying open is masked in what is kept of their repo."""

import pytest

from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence, Repeated, Repetition, ValueCount, Where
from submissions.audit.exposed.masking import masked, masked_finding, summary
from submissions.audit.findings import failed
from submissions.audit.wire import to_wire
from tests.factories.evidence import make_repo

KEY = "hf_" + "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contacto: ana.perez@universidad.edu.", "Contacto: a…@universidad.edu."),
        ("ñandú@correo.com.mx y b@c.es", "ñ…@correo.com.mx y b…@c.es"),
        (f"token = '{KEY}'", "token = 'hf_…3b'"),
        ("Tel: +34 686 903 751, ana@b.es", "Tel: …51, a…@b.es"),
        ("Nada que ocultar: a@b, 2024-03-28, ES, 12.345", "Nada que ocultar: a@b, 2024-03-28, ES, 12.345"),
        ("", ""),
    ],
)
def test_addresses_keys_and_numbers_are_masked_and_nothing_else(text, expected):
    assert masked(text) == expected


def test_they_are_masked_however_deep_they_lie():
    found = failed(rows=[{"a@b.org": {"excerpt": f"x {KEY}"}}], n=3, open=True, nothing=None)
    assert masked_finding(found).facts == {
        "rows": [{"a…@b.org": {"excerpt": "x hf_…3b"}}],
        "n": 3,
        "open": True,
        "nothing": None,
    }


def test_a_summary_has_no_text_of_the_repo():
    place = Where("a.csv", 1, "SECRETO")
    corpus = CorpusEvidence(
        columns=(ColumnProfile("q", values=(ValueCount("SECRETO", 1, place),), blank_rows=(place,)),),
        repetitions=(Repetition(("q",), 2, 1, examples=(Repeated("SECRETO", 2, (place,)),)),),
        rows=7,
        rows_read=7,
    )
    repo = make_repo(readme="---\npretty_name: SECRETO\n---\n# SECRETO\n", corpus=corpus)
    kept = summary(repo)
    assert "SECRETO" not in str(to_wire(kept))
    assert (kept.sha, kept.repo_id, kept.corpus.rows) == (repo.sha, repo.repo_id, 7)
