"""Is a person a member of one of the organisations on the Hub? Unknown is not "no". Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum


class Answer(StrEnum):
    """What is known; the values are those that a registration keeps."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def has_claim(claims: Iterable[Mapping[str, str]], organisations: Collection[str]) -> bool:
    """True when what the Hub said at the sign-in (``User.hub_orgs``) names one of ``organisations``; case does not count.

    >>> has_claim([{"preferred_username": "Gente"}], ("gente",))
    True
    """
    wanted = {name.lower() for name in organisations}
    return any(str(claim.get("preferred_username", "")).lower() in wanted for claim in claims)


def is_member(*, username: str, claimed: bool, listings: Sequence[frozenset[str] | None]) -> Answer:
    """What the claim and the Hub's member lists (lower case; None: the Hub did not answer) say of ``username`` together.

    >>> is_member(username="Alicia", claimed=False, listings=[frozenset({"alicia"}), None])
    <Answer.YES: 'yes'>
    >>> is_member(username="bruno", claimed=False, listings=[frozenset({"alicia"}), None])
    <Answer.UNKNOWN: 'unknown'>
    """
    if claimed:
        return Answer.YES
    if not username or not listings:
        return Answer.UNKNOWN
    if any(username.lower() in listing for listing in listings if listing is not None):
        return Answer.YES
    return Answer.UNKNOWN if None in listings else Answer.NO


def kept(*, before: str, now: Answer, username: str) -> str:
    """What is kept after asking again. A Hub that is silent now takes back no "yes" that it gave to this account.

    >>> kept(before="yes", now=Answer.UNKNOWN, username="alicia"), kept(before="yes", now=Answer.UNKNOWN, username="")
    ('yes', 'unknown')
    """
    silent = now == Answer.UNKNOWN and username != ""
    return before if silent and before == Answer.YES else str(now)
