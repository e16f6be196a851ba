"""Which totals of voluntary answers may be shown, so that nobody in a small group can be counted out. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

NO_ANSWER = ""


@dataclass(frozen=True, slots=True)
class Group:
    """How many people gave an answer (``NO_ANSWER``: none); None: hidden, which does not say that they are few."""

    key: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The groups of one question, in the order of its options. ``together``: how many people are in the hidden ones."""

    groups: tuple[Group, ...]
    together: int


def aggregate(*, counts: Mapping[str, int], total: int, smallest_group: int) -> Aggregate:
    """What may be shown of a question that ``counts`` people of ``total`` answered, by option; the rest did not.

    The total is no secret, so whoever sees all groups but one can subtract. Groups under ``smallest_group`` are hidden,
    and with them the smallest others, all of one size or none, until there are two and together more people than so many
    small groups could hold. Then every hidden count may have another value, even for who knows how this works: hidden
    groups of two sizes could have changed places, and where none was large enough for the rule all of them are hidden.

    >>> shown = aggregate(counts={"woman": 40, "man": 50, "nonbinary": 2}, total=110, smallest_group=5)
    >>> [(group.key, group.count) for group in shown.groups], shown.together
    ([('woman', 40), ('man', 50), ('nonbinary', None), ('', None)], 20)
    """
    sizes = {**counts, NO_ANSWER: max(0, total - sum(counts.values()))}
    hidden = _hidden(sizes, smallest_group)
    groups = tuple(Group(key, None if key in hidden else size) for key, size in sizes.items())
    return Aggregate(groups, sum(sizes[key] for key in hidden))


def _hidden(sizes: Mapping[str, int], smallest_group: int) -> Collection[str]:
    small = [size for size in sizes.values() if size < smallest_group]
    if not small:
        return ()
    for limit in sorted({size for size in sizes.values() if size >= max(small)}):
        hidden = [key for key, size in sizes.items() if size <= limit]
        # Which one small group alone never is, so that there are two.
        if sum(sizes[key] for key in hidden) > (smallest_group - 1) * len(hidden):
            return hidden
    return tuple(sizes)
