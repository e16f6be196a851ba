"""Fingerprints: the same on every machine, whatever stands beside a text."""

import numpy
import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.corpus.hashing import buffers, hash_bytes, hash_texts
from submissions.audit.corpus.normalising import _any_script, fingerprint, word_hashes

LETTERS = st.text(alphabet="aAbB09 .áÉñÑüçßø¿¡«º·“—…😀œłαΩд日本가₂①\u0301\u200d\ufe0f", max_size=14)


def test_they_are_what_they_were_when_evaluation_sets_were_stored():
    kept = ["¿Cuál es la capital de Perú?", "Texto «con» signos…", "日本語 2024", ""]
    assert [f"{one:016x}" for one in fingerprint(kept).tolist()] == [
        "7b7854549c855771",
        "9644ad30ebfb9244",
        "b7792c96c02b5884",
        "7837014378241f1a",
    ]


def test_case_accents_signs_and_spaces_make_no_difference():
    same = ["¿Qué ES el Año?", "que es el ano", "QUÉ—ES «el» año…", "que\u0301 es el an\u0303o", " Que es, el ano 😀"]
    assert len(set(fingerprint(same).tolist())) == 1
    assert len(set(fingerprint(["ano", "anos", "no", "", "ano 2"]).tolist())) == 5
    assert len(set(fingerprint(["", None, "¿?", " "]).tolist())) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(LETTERS, max_size=12))
def test_both_ways_to_normalise_say_the_same_of_every_text(texts):
    array = pyarrow.array(texts, pyarrow.string())
    data, offsets = buffers(array)
    slowly = hash_bytes(*_any_script(data[: int(offsets[-1])], offsets, 0))
    alone = [fingerprint([text])[0] for text in texts]
    assert fingerprint(array).tolist() == slowly.tolist() == alone


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=40) | st.binary(min_size=4_090, max_size=4_110), min_size=1, max_size=4))
def test_equal_texts_have_equal_fingerprints_and_others_do_not(texts):
    hashes = hash_texts(pyarrow.array([b"xyz", *texts], pyarrow.binary()).slice(1))
    assert hashes.tolist() == [hash_texts(pyarrow.array([text]))[0] for text in texts]
    assert len(set(hashes.tolist())) == len(set(texts))


def test_a_byte_anywhere_in_a_long_text_counts():
    text = bytes(10_000)
    places = numpy.arange(0, 10_000, 97)
    changed = [text[:place] + b"\x01" + text[place + 1 :] for place in places.tolist()]
    assert len(set(hash_texts(pyarrow.array([text, *changed, text + b"\x00"])).tolist())) == len(places) + 2


def not_utf8(texts: list[bytes]) -> pyarrow.Array:
    """An array of texts that are none."""
    raw = pyarrow.array(texts, pyarrow.binary())
    return pyarrow.Array.from_buffers(pyarrow.string(), len(raw), raw.buffers())


def test_a_byte_that_is_in_no_text_changes_no_other_text():
    broken = not_utf8([b"una", b"\xffdos\xff", b"", b"tres\xff", b"cuatro"])
    assert fingerprint(broken).tolist() == fingerprint(["una", "dos", "", "tres", "cuatro"]).tolist()


def test_a_byte_that_is_in_no_text_ends_a_word():
    words, owners = word_hashes(not_utf8([b"una\xffdos", b"tres"]))
    known, known_owners = word_hashes(pyarrow.array(["una dos", "tres"]))
    assert (words.tolist(), owners.tolist()) == (known.tolist(), known_owners.tolist())
