"""Texts as they are compared when only what they say counts: no case, accents, signs or spaces. Pure; vectorised.

Most texts of a corpus in a Latin script are letters of one or two bytes: those are translated byte by byte. Blocks with other
letters are taken apart into code points. Both ways give the same bytes.
"""

import itertools
import unicodedata
from functools import cache

import numpy
import pyarrow

from submissions.audit.corpus.hashing import Hashes, Offsets, buffers, hash_bytes, hash_stretches

_BLOCK = 4_096
_SPACE = 0x20
_ACCENTED_LATIN = 0xC3  # the byte in front of À to ÿ
_LATIN_SIGNS = 0xC2  # the byte in front of ¡ to ¿
_SIGNS_LEAD = 0xE2  # in front of U+2000 to U+2FFF; the second byte tells where they are signs only
_SIGNS_SECOND = numpy.isin(numpy.arange(256), [0x80, *range(0x87, 0x90), *range(0x94, 0x9D)])
_EMOJI_LEAD, _EMOJI_SECOND = 0xF0, 0x9F  # U+1F000 to U+1FFFF
_MAPPED = 0x3000  # code points beyond are scripts without case or accents
_END = 0xFF  # no byte of a text in UTF-8
_SIGNS_BEYOND = (
    (0x3000, 0x3040),
    (0xD800, 0xE000),
    (0xE000, 0xF900),
    (0xFE00, 0xFE70),
    (0xFF00, 0xFF10),
    (0xFFF0, 0x10000),
    (0x1F000, 0x20000),
    (0xE0000, 0x110000),
)


def fingerprint(texts: pyarrow.Array | list[str | None]) -> Hashes:
    """A fingerprint for each text, equal for texts that differ only in case, accents, signs and spaces. Nulls count as empty.

    The same on every machine, so that fingerprints may be kept. Texts that say nothing (``«¿?»``) have that of the empty text.
    """
    array = (
        texts if isinstance(texts, pyarrow.Array) else pyarrow.array([_clean(text) for text in texts], pyarrow.string())
    )
    if pyarrow.types.is_dictionary(array.type):
        return _of_dictionary(array)
    data, offsets = buffers(array)
    hashes = numpy.empty(len(array), numpy.uint64)
    for start in range(0, len(array), _BLOCK):
        stop = min(start + _BLOCK, len(array))
        hashes[start:stop] = _of_block(data, offsets[start : stop + 1])
    return hashes


def _of_block(data: numpy.ndarray, offsets: Offsets) -> Hashes:
    """Byte by byte, and the few texts with other letters apart."""
    block, places = data[int(offsets[0]) : int(offsets[-1])], offsets - offsets[0]
    plain, odd = _without_signs(block)
    hashes = hash_stretches(*_latin_stretches(plain, places, 0))
    if len(odd):
        rows = numpy.unique(numpy.searchsorted(places, odd, side="right") - 1)
        hashes[rows] = hash_bytes(*_any_script(*_rows_of(block, places, rows), 0))
    return hashes


def _rows_of(block: numpy.ndarray, places: Offsets, rows: numpy.ndarray) -> tuple[numpy.ndarray, Offsets]:
    """Some of the texts, one behind the other."""
    if len(rows) == len(places) - 1:
        return block, places
    texts = [block[places[row] : places[row + 1]] for row in rows.tolist()]
    return numpy.concatenate(texts), numpy.concatenate(([0], numpy.cumsum([len(text) for text in texts])))


def word_hashes(texts: pyarrow.Array) -> tuple[Hashes, Offsets]:
    """A fingerprint for each word of all the texts, without case, accents and signs, and whose word it is."""
    data, offsets = buffers(texts)
    hashes, owners = [], []
    for start in range(0, len(texts), _BLOCK):
        places = offsets[start : start + _BLOCK + 1]
        block, places = _comparable(data[int(places[0]) : int(places[-1])], places - places[0], _SPACE)
        letter = numpy.concatenate(([False], block != _SPACE, [False]))
        letter_ends = numpy.zeros(len(block) + 1, bool)
        letter_ends[places] = True  # a word ends where its text does
        begins = numpy.flatnonzero(letter[1:-1] & (~letter[:-2] | letter_ends[:-1]))
        ends = numpy.flatnonzero(letter[1:-1] & (~letter[2:] | letter_ends[1:])) + 1
        hashes.append(hash_stretches(block, begins, ends))
        owners.append(numpy.searchsorted(places, begins, side="right") - 1 + start)
    return _join(hashes, numpy.uint64), _join(owners, numpy.int64)


def _join(pieces: list[numpy.ndarray], kind: type) -> numpy.ndarray:
    return numpy.concatenate(pieces) if pieces else numpy.empty(0, kind)


def _comparable(block: numpy.ndarray, places: Offsets, sign: int) -> tuple[numpy.ndarray, Offsets]:
    """A block of texts without case and accents, and where each begins. ``sign``: what signs and spaces become; 0: nothing."""
    plain, odd = _without_signs(block)
    return _any_script(block, places, sign) if len(odd) else _latin(plain, places, sign)


def _without_signs(block: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The block with spaces for the signs of two and more bytes that texts in Latin scripts are full of (``¿``, quotes, dashes,
    emoji), and where there are letters that are not Latin."""
    leads = numpy.flatnonzero(block > _ACCENTED_LATIN)
    signs = numpy.flatnonzero(block == _LATIN_SIGNS)
    if not len(leads) and not len(signs):
        return block, leads
    block = block.copy()
    block[leads[block[leads] == _END]] = _SPACE
    last = len(block) - 1
    block[numpy.minimum(signs + 1, last)] = _SPACE
    lead, second = block[leads], block[numpy.minimum(leads + 1, last)]
    three = (lead == _SIGNS_LEAD) & _SIGNS_SECOND[second]
    four = (lead == _EMOJI_LEAD) & (second == _EMOJI_SECOND)
    for known, length in ((three, 3), (four, 4)):
        for step in range(length):
            block[numpy.minimum(leads[known] + step, last)] = _SPACE
    return block, leads[~(three | four)]


def _latin(block: numpy.ndarray, places: Offsets, sign: int) -> tuple[numpy.ndarray, Offsets]:
    data, _, ends = _latin_stretches(block, places, sign)
    return data[data != _END], numpy.concatenate(([0], ends - numpy.arange(len(ends))))


def _latin_stretches(block: numpy.ndarray, places: Offsets, sign: int) -> tuple[numpy.ndarray, Offsets, Offsets]:
    """The texts, where each begins and where it ends: a mark behind each, which nothing is made of, moves with its text."""
    marked = numpy.insert(block, places[1:], _END).tobytes()
    data = numpy.frombuffer(marked.translate(_latin_table(sign), _left_out(sign)), numpy.uint8)
    ends = numpy.flatnonzero(data == _END)
    return data, numpy.concatenate(([0], ends[:-1] + 1)), ends


def _any_script(block: numpy.ndarray, places: Offsets, sign: int) -> tuple[numpy.ndarray, Offsets]:
    starts = (block & 0xC0) != 0x80  # every other byte goes on with a letter
    try:
        points = numpy.frombuffer(block.tobytes().decode("utf-8").encode("utf-32-le"), numpy.uint32)
    except UnicodeDecodeError:
        return _broken(block, places, sign)
    letters = _points_table(sign).take(numpy.minimum(points, _MAPPED))
    beyond = points >= _MAPPED
    if beyond.any():
        letters[beyond] = _beyond(points[beyond], sign)
    sizes = (letters > 0).astype(numpy.uint8) + (letters >= 0x80) + (letters >= 0x800) + (letters >= 0x10000)
    in_letters = numpy.concatenate(([0], numpy.cumsum(starts)))[places]
    text = letters[letters > 0].tobytes().decode("utf-32-le")
    return numpy.frombuffer(text.encode(), numpy.uint8), _new_places(sizes, in_letters)


def _broken(block: numpy.ndarray, places: Offsets, sign: int) -> tuple[numpy.ndarray, Offsets]:
    """Bytes that are no UTF-8 count as the replacement character, which is a sign."""
    texts = [block[a:b].tobytes().decode("utf-8", "replace") for a, b in itertools.pairwise(places)]
    data, offsets = buffers(pyarrow.array(texts, pyarrow.string()))
    return _comparable(data[: int(offsets[-1])], offsets, sign)


def _new_places(sizes: numpy.ndarray, places: Offsets) -> Offsets:
    """Where the texts begin when each byte or letter at ``places`` has become ``sizes`` bytes."""
    up_to = numpy.zeros(len(sizes) + 1, numpy.int64)
    numpy.cumsum(sizes, out=up_to[1:])
    return up_to[places]


def _beyond(points: numpy.ndarray, sign: int) -> numpy.ndarray:
    letters = points.copy()
    for begin, end in _SIGNS_BEYOND:
        letters[(points >= begin) & (points < end)] = sign
    return letters


@cache
def _latin_table(sign: int) -> bytes:
    """What each byte becomes; 0: nothing, see ``_left_out``. One of 0x80 to 0xBF stands behind 0xC3."""
    letters = [_letter(point if point < 0x80 else point + 0x40, sign) for point in range(_LATIN_SIGNS - 2)]
    return bytes([*letters, *[0] * 2, sign]).ljust(_END, b"\0") + bytes([_END])


@cache
def _left_out(sign: int) -> bytes:
    """The bytes that become nothing."""
    return bytes(byte for byte, letter in enumerate(_latin_table(sign)) if not letter)


@cache
def _points_table(sign: int) -> numpy.ndarray:
    return numpy.array([_letter(point, sign) for point in range(_MAPPED + 1)], numpy.uint32)


_FOLDED = {"ß": "s", "æ": "a", "ø": "o", "ð": "d", "þ": "t", "đ": "d", "ł": "l", "ı": "i"}


def _letter(point: int, sign: int) -> int:
    """The one letter or digit without case and accents that a code point stands for. 0: it is an accent; ``sign``: none, as are
    all of U+0080 to U+00BF, superscripts included."""
    if 0x80 <= point < 0xC0:
        return sign
    char = chr(point).lower()[:1]
    if unicodedata.combining(char):
        return 0
    base = next((one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one)), "")
    base = _FOLDED.get(base, base)
    return ord(base) if base and base.isalnum() else sign


def _clean(text: str | None) -> str | None:
    return text.encode("utf-8", "replace").decode("utf-8") if text else text


def _of_dictionary(array: pyarrow.Array) -> Hashes:
    hashes = numpy.append(
        fingerprint(array.dictionary), hash_bytes(numpy.empty(0, numpy.uint8), numpy.zeros(2, numpy.int64))
    )
    return hashes[array.indices.fill_null(len(hashes) - 1).to_numpy(zero_copy_only=False)]
