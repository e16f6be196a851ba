"""What may be kept. A leaf: it imports nothing of ours."""


def is_storable(text: str) -> bool:
    """Whether every database keeps the text: it has no NUL and no half of a surrogate pair.

    >>> is_storable("Muy bien 👏"), is_storable("a\\x00b"), is_storable("\\ud83d")
    (True, False, False)
    """
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
