"""Numbers that are somebody's: phone numbers, national ids, accounts and cards, each held to its own rules. Pure.

Part of ``personal_data``. Whether a number is valid is told by ``phonenumbers`` and ``stdnum``, which know each country's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import phonenumbers
import stdnum.ar.cuit
import stdnum.br.cpf
import stdnum.cl.rut
import stdnum.es.dni
import stdnum.es.nie
import stdnum.iban
import stdnum.luhn
import stdnum.mx.curp

from submissions.audit.exposed.exposure import Spot

_DIGITS = re.compile(r"\d(?:[ .()/-]{0,2}\d){5}")
REGIONS: Final = (
    *("ES", "MX", "AR", "CO", "PE", "CL", "VE", "EC", "GT", "CU", "BO", "DO"),
    *("HN", "PY", "SV", "NI", "CR", "PA", "UY", "GQ", "PR", "BR", "PT", "US"),
)
"""Where people are called from whom a number without its country's code may be: a label beside it says that it is a phone's."""

_INTERNATIONAL = re.compile(r"(?<![\w.+/=-])(?:\+|00)(?P<it>[1-9](?:[ .()-]{0,2}\d){7,14})(?![\w]|[.,/-]\d)", re.ASCII)
_LABELLED = re.compile(
    r"(?<![^\W_])(?:tel[eé]fonos?|tel[eé]f|tfnos?|tlfs?|tel|phones?|m[oó]vil(?:es)?|mobile|celular(?:es)?|cel|whats ?app|fono|fax"
    r"|ll[aá]m(?:ame|anos|ar al?|e al?|ad al?))(?![^\W_])[^\n\d+]{0,20}(?P<it>\(?\d(?:[ .()-]{0,2}\d){6,12})(?![\w]|[.,/-]\d)",
    re.IGNORECASE,
)
_SPANISH_MOBILE = re.compile(r"(?<![\w.,/+=-])(?<!\d )[67]\d\d(?:(?: \d\d){3}|(?: \d{3}){2})(?![\w]|[.,/-]\d| \d)")
MAX_TRIES: Final = 2000  # of each form in a text: a table of numbers that are nobody's is no reason to look at each


@dataclass(frozen=True, slots=True)
class _Kind:
    """Numbers of a form. The pattern's group ``it`` is the number, else all of it."""

    rule: str
    pattern: re.Pattern[str]
    is_real: Callable[[str], bool]


def number_spots(text: str) -> Iterator[Spot]:
    """Where in ``text`` somebody's numbers are."""
    if _DIGITS.search(text) is None:
        return
    for kind in KINDS:
        for match in _tries(kind.pattern, text):
            group = "it" if "it" in kind.pattern.groupindex else 0
            if kind.is_real(match[group]):
                yield Spot(*match.span(group), kind.rule, f"…{match[group][-2:]}")
    yield from _phones(text)


def _phones(text: str) -> Iterator[Spot]:
    for match in _tries(_INTERNATIONAL, text):
        if _is_phone(f"+{match['it']}", None) and not _is_sample(match["it"]):
            yield Spot(*match.span(), "phone", f"…{match['it'][-2:]}")
    for match in _tries(_LABELLED, text):
        if not _is_sample(match["it"]) and any(_is_phone(match["it"], region) for region in REGIONS):
            yield Spot(*match.span("it"), "phone", f"…{match['it'][-2:]}")
    for match in _tries(_SPANISH_MOBILE, text):
        if _is_phone(match[0], "ES") and not _is_sample(match[0]):
            yield Spot(*match.span(), "phone", f"…{match[0][-2:]}")


def _tries(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(text), MAX_TRIES)


def _is_phone(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _is_sample(number: str) -> bool:
    """666 66 66 66, 612 345 678 and 555-0100 are what people write where no number is meant. Fewer than seven digits in a row are
    chance: 634 567 812 is somebody's."""
    digits = "".join(filter(str.isdigit, number))
    return len(set(digits[-8:])) <= 2 or any(run in digits for run in ("1234567", "2345678", "87654321", "5550100"))


def _card(number: str) -> bool:
    digits = "".join(filter(str.isdigit, number))
    return stdnum.luhn.is_valid(digits) and len(set(digits[4:])) > 3 and digits not in _SAMPLE_CARDS


def _iban(number: str) -> bool:
    return stdnum.iban.is_valid(number) and number.replace(" ", "") not in _SAMPLE_IBANS


def _dni(number: str) -> bool:
    digits = number[:8]
    return len(set(digits)) > 2 and digits != "12345678" and stdnum.es.dni.is_valid(number)


_SAMPLE_IBANS: Final = frozenset(("ES9121000418450200051332", "GB29NWBK60161331926819", "DE89370400440532013000"))
_SAMPLE_CARDS: Final = frozenset(("4111111111111111", "4242424242424242", "5555555555554444", "4012888888881881"))
_BEFORE = r"(?<![\w./+=-])"
_AFTER = r"(?![\w]|[.,/-]\w)"
KINDS: Final = (
    _Kind("national_id", re.compile(rf"{_BEFORE}\d{{8}}[ -]?[A-HJ-NP-TV-Z]{_AFTER}"), _dni),
    _Kind("national_id", re.compile(rf"{_BEFORE}[XYZ]-?\d{{7}}-?[A-HJ-NP-TV-Z]{_AFTER}"), stdnum.es.nie.is_valid),
    _Kind(
        "national_id",
        re.compile(rf"{_BEFORE}[A-Z]{{4}}\d{{6}}[HMX][A-Z]{{5}}[A-Z0-9]\d{_AFTER}"),
        stdnum.mx.curp.is_valid,
    ),
    _Kind("national_id", re.compile(rf"{_BEFORE}\d{{1,2}}\.\d{{3}}\.\d{{3}}-[\dkK]{_AFTER}"), stdnum.cl.rut.is_valid),
    _Kind(
        "national_id",
        re.compile(rf"\b(?:RUT|RUN|rut|run)\W{{1,5}}(?P<it>\d{{7,8}}-[\dkK]){_AFTER}"),
        stdnum.cl.rut.is_valid,
    ),
    _Kind("national_id", re.compile(rf"{_BEFORE}(?:20|23|24|27)-\d{{8}}-\d{_AFTER}"), stdnum.ar.cuit.is_valid),
    _Kind("national_id", re.compile(rf"{_BEFORE}\d{{3}}\.\d{{3}}\.\d{{3}}-\d\d{_AFTER}"), stdnum.br.cpf.is_valid),
    _Kind(
        "iban", re.compile(rf"{_BEFORE}[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?{_AFTER}"), _iban
    ),
    _Kind(
        "bank_card",
        re.compile(rf"{_BEFORE}(?:4\d|5[1-5]|2[2-7])\d\d(?P<gap>[ -])\d{{4}}(?P=gap)\d{{4}}(?P=gap)\d{{4}}{_AFTER}"),
        _card,
    ),
    _Kind("bank_card", re.compile(rf"{_BEFORE}3[47]\d\d(?P<gap>[ -])\d{{6}}(?P=gap)\d{{5}}{_AFTER}"), _card),
    _Kind(
        "bank_card",
        re.compile(
            rf"\b(?:tarjeta|visa|mastercard|amex|card)\b\D{{1,20}}(?P<it>4\d{{15}}|5[1-5]\d{{14}}|3[47]\d{{13}}){_AFTER}",
            re.IGNORECASE,
        ),
        _card,
    ),
)
