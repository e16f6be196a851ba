"""How evenly the rows of a corpus spread over varieties, registers, periods, domains or countries. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A value, how many rows have it, and which part of all rows that is (0 to 1)."""

    value: str
    rows: int
    share: float


@dataclass(frozen=True, slots=True)
class Balance:
    """The shares, the largest first. ``entropy`` is in bits; ``evenness`` from 0 (all in one value) to 1 (all alike), None for
    fewer than two values: nothing can be uneven there.
    """

    rows: int
    shares: tuple[Share, ...]
    entropy: float
    evenness: float | None

    @property
    def dominant(self) -> Share | None:
        """The value with the most rows."""
        return self.shares[0] if self.shares else None


def entropy(counts: Iterable[int]) -> float:
    """Shannon's entropy in bits, H = -Σ p·log2 p (C. E. Shannon, A Mathematical Theory of Communication, 1948).

    >>> entropy([1, 1, 1, 1]), entropy([8]), round(entropy([9, 1]), 3)
    (2.0, 0.0, 0.469)
    """
    filled = [count for count in counts if count > 0]
    total = sum(filled)
    return sum(count / total * math.log2(total / count) for count in filled)


def evenness(counts: Iterable[int]) -> float | None:
    """Pielou's evenness, J' = H / log2 S for S values (E. C. Pielou, The measurement of diversity, 1966); None for fewer than two.

    >>> evenness([50, 50]), round(evenness([9, 1]), 3), evenness([7]), evenness([])
    (1.0, 0.469, None, None)
    """
    filled = [count for count in counts if count > 0]
    return entropy(filled) / math.log2(len(filled)) if len(filled) > 1 else None


def balance(counts: Mapping[str, int]) -> Balance:
    """The balance of rows that are counted by value.

    >>> balance({"es_mx": 3, "es_pe": 1}).shares
    (Share(value='es_mx', rows=3, share=0.75), Share(value='es_pe', rows=1, share=0.25))
    """
    filled = {value: count for value, count in counts.items() if count > 0}
    rows = sum(filled.values())
    ordered = sorted(filled.items(), key=lambda item: (-item[1], item[0]))
    return Balance(
        rows=rows,
        shares=tuple(Share(value, count, count / rows) for value, count in ordered),
        entropy=entropy(filled.values()),
        evenness=evenness(filled.values()),
    )
