"""64-bit fingerprints of many texts at once, the same on every machine. Pure.

Sixty-four bits: among ten million different texts two share one by chance in about three of a million corpora.
"""

import numpy
import numpy.typing
import pyarrow

Hashes = numpy.typing.NDArray[numpy.uint64]
Offsets = numpy.typing.NDArray[numpy.int64]

_BLOCK = 16_384  # texts: what is worked on at once stays in the processor's own memory
_MULTIPLIER = numpy.uint64(0x9E3779B97F4A7C15)
_FINISH = numpy.uint64(0xD6E8FEB86659FD93)
_SEED = numpy.uint64(0x2545F4914F6CDD1D)
_WORD = 8
_LONG = 4_096  # bytes


def hash_texts(texts: pyarrow.Array) -> Hashes:
    """A fingerprint for each text of a string or binary array; nulls count as empty."""
    data, offsets = buffers(texts)
    return hash_bytes(data, offsets)


def buffers(texts: pyarrow.Array) -> tuple[numpy.ndarray, Offsets]:
    """The bytes of a string or binary array, and where each text begins and ends in them (one more than there are texts)."""
    wide = pyarrow.types.is_large_string(texts.type) or pyarrow.types.is_large_binary(texts.type)
    _, positions, data = texts.buffers()
    if positions is None or not len(texts):
        return numpy.empty(0, numpy.uint8), numpy.zeros(len(texts) + 1, numpy.int64)
    offsets = numpy.frombuffer(positions, numpy.int64 if wide else numpy.int32)
    offsets = offsets[texts.offset : texts.offset + len(texts) + 1].astype(numpy.int64)
    raw = numpy.frombuffer(data, numpy.uint8) if data is not None and data.size else numpy.empty(0, numpy.uint8)
    return raw, offsets


def hash_bytes(data: numpy.ndarray, offsets: Offsets) -> Hashes:
    """A fingerprint for each stretch ``data[offsets[i]:offsets[i + 1]]`` of bytes."""
    return hash_stretches(data, offsets[:-1], offsets[1:])


def hash_stretches(data: numpy.ndarray, begins: Offsets, ends: Offsets) -> Hashes:
    """A fingerprint for each stretch ``data[begins[i]:ends[i]]`` of bytes; none begins before the one in front of it."""
    hashes = numpy.empty(len(begins), numpy.uint64)
    for start in range(0, len(hashes), _BLOCK):
        stop = min(start + _BLOCK, len(hashes))
        first = begins[start:stop]
        hashes[start:stop] = _hash_block(data, first, numpy.minimum(ends[start:stop], first + _LONG))
    long = numpy.flatnonzero(ends - begins > _LONG)
    if len(long):
        hashes[long] = _hash_long(data, begins[long], ends[long])
    return hashes


def _hash_long(data: numpy.ndarray, begins: Offsets, ends: Offsets) -> Hashes:
    """Of a long text the fingerprints of its pieces are what is hashed: one after the other they would take their time."""
    counts = -(-(ends - begins) // _LONG)
    number = numpy.arange(int(counts.sum())) - numpy.repeat(numpy.cumsum(counts) - counts, counts)
    piece_begins = numpy.repeat(begins, counts) + number * _LONG
    pieces = hash_stretches(data, piece_begins, numpy.minimum(piece_begins + _LONG, numpy.repeat(ends, counts)))
    places = numpy.concatenate(([0], numpy.cumsum(counts))) * _WORD
    return hash_bytes(pieces.astype("<u8").view(numpy.uint8), places)


def mix_into(hashes: Hashes, others: Hashes) -> None:
    """Makes of each fingerprint one of it and the other, in which their order counts; zero where either is. In place."""
    for start in range(0, len(hashes), 4 * _BLOCK):
        own, other = hashes[start : start + 4 * _BLOCK], others[start : start + 4 * _BLOCK]
        nothing = (own == 0) | (other == 0)
        own *= _MULTIPLIER
        own ^= own >> numpy.uint64(29)
        own += other
        own[:] = _finished(own)
        own[nothing] = 0


def _hash_block(data: numpy.ndarray, begins: Offsets, ends: Offsets) -> Hashes:
    """Eight bytes of every text at once, then the next eight; the longest texts come first, so that those which are at their
    end drop out from behind."""
    lengths = ends - begins
    words, begins = _aligned(data, begins, int(ends[-1]))
    order = numpy.argsort(-(lengths // _WORD), kind="stable")
    begins, lengths = begins[order], lengths[order]
    whole = lengths // _WORD
    position, shift = begins // _WORD, ((begins % _WORD) * 8).astype(numpy.uint64)
    back = numpy.uint64(63) - shift
    hashes = numpy.full(len(lengths), _SEED)
    left = words.take(position, mode="clip")
    for count in _active(whole):
        position[:count] += 1
        right = words.take(position[:count], mode="clip")
        hashes[:count] ^= _between(left[:count], right, shift[:count], back[:count])
        hashes[:count] *= _MULTIPLIER
        hashes[:count] ^= hashes[:count] >> numpy.uint64(29)
        left[:count] = right
    rest = lengths % _WORD
    tail = _between(left, words.take(position + 1, mode="clip"), shift, back)
    tail &= (numpy.uint64(1) << (rest * 8).astype(numpy.uint64)) - numpy.uint64(1)
    hashes ^= tail
    hashes *= _MULTIPLIER
    hashes ^= lengths.astype(numpy.uint64)
    found = numpy.empty_like(hashes)
    found[order] = _finished(hashes)
    return found


def _aligned(data: numpy.ndarray, begins: Offsets, end: int) -> tuple[Hashes, Offsets]:
    """The block's bytes as little-endian words with room behind them, and where each text begins in them."""
    begin = int(begins[0])
    room = numpy.empty((end - begin) // _WORD * _WORD + 2 * _WORD, numpy.uint8)
    room[: end - begin] = data[begin:end]
    room[end - begin :] = 0
    return room.view("<u8"), begins - begin


def _active(whole: Offsets) -> list[int]:
    """How many texts have a first whole word, a second one … (``whole`` falls)."""
    longest = int(whole[0]) if len(whole) else 0
    return [int(count) for count in numpy.searchsorted(-whole, -numpy.arange(1, longest + 1), side="right")]


def _between(left: Hashes, right: Hashes, shift: Hashes, back: Hashes) -> Hashes:
    """The eight bytes that begin ``shift`` bits into ``left`` and end in ``right``."""
    return (left >> shift) | ((right << numpy.uint64(1)) << back)


def _finished(hashes: Hashes) -> Hashes:
    hashes ^= hashes >> numpy.uint64(32)
    hashes *= _FINISH
    hashes ^= hashes >> numpy.uint64(32)
    return hashes
