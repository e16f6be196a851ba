"""The values of a whole column, judged one by one and counted as what they mean. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hackathon.editions.rules import Column, ColumnRole
from submissions.audit.columns import countries
from submissions.audit.columns.countries import Form
from submissions.audit.columns.values import EXACT, STRANGE, Judgement, Match, judge
from submissions.audit.corpus.evidence import ColumnProfile, ValueCount

_PLAIN_FORMS: Final = (Form.NAME, Form.ALPHA2, Form.ALPHA3)


@dataclass(frozen=True, slots=True)
class Judged:
    """A value of a column, how often it occurs, and how it fits."""

    seen: ValueCount
    judgement: Judgement

    @property
    def match(self) -> Match:
        """How it fits."""
        return self.judgement.match


def has_values(column: Column) -> bool:
    """Whether the edition foresees the values of the column: by a list, by a form, or because they are countries."""
    return bool(column.values or column.pattern) or column.role == ColumnRole.COUNTRY


def judged(column: Column, profile: ColumnProfile, *, languages: Sequence[str] = ()) -> tuple[Judged, ...]:
    """Every value of the column, the commonest first, and how it fits."""
    if column.role == ColumnRole.COUNTRY and not column.values and not column.pattern:
        return _countries(profile)
    return tuple(Judged(one, judge(column, one.value, languages=languages)) for one in profile.values)


def counts(column: Column, values: Sequence[Judged]) -> Mapping[str, int]:
    """Rows by what they mean, details left out: ``es-MX`` as ``es_mx``, ``literatura_poesia`` as ``literatura``, Perú as ``PE``.

    A cell with several values counts for each of them. What nobody understands counts as what it says.
    """
    total: Counter[str] = Counter()
    for one in values:
        for meaning in _meanings(column, one):
            total[meaning] += one.seen.count
    return total


def _meanings(column: Column, one: Judged) -> Sequence[str]:
    if column.role == ColumnRole.COUNTRY:
        return countries.read(one.seen.value).countries or (one.seen.value,)
    meant = one.judgement.parts or (one.judgement.meant or one.seen.value,)
    return tuple(_without_detail(column, value) for value in meant)


def _without_detail(column: Column, value: str) -> str:
    whole = (listed for listed in column.values if column.subvalues and value.startswith(f"{listed}_"))
    return max(whole, key=len, default=value)


def _countries(profile: ColumnProfile) -> tuple[Judged, ...]:
    """Countries may be written in any form, as long as it is the same one in every row."""
    form = _commonest_form(profile)
    usual = _usual_spellings(profile, form)
    return tuple(Judged(one, _country(one.value, form, usual)) for one in profile.values)


def _country(value: str, form: Form, usual: Mapping[str, str]) -> Judgement:
    place = countries.read(value)
    written = tuple(usual.get(code) or countries.written(code, form) for code in place.countries)
    if place.wider or written == (value,):
        return EXACT
    if len(written) > 1:
        return Judgement(Match.SEVERAL, parts=written)
    return Judgement(Match.NORMALISED, written[0]) if written else STRANGE


def _commonest_form(profile: ColumnProfile) -> Form:
    rows: Counter[Form] = Counter()
    for one in profile.values:
        rows[countries.read(one.value).form] += one.count
    return max(_PLAIN_FORMS, key=lambda form: rows[form])


def _usual_spellings(profile: ColumnProfile, form: Form) -> dict[str, str]:
    """How each country is mostly written, among the spellings of that form. The values come with the commonest first."""
    usual: dict[str, str] = {}
    for one in profile.values:
        place = countries.read(one.value)
        if place.form == form:
            usual.setdefault(place.countries[0], one.value)
    return usual
