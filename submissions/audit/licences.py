"""The licences that the Hub knows, what each allows, and which may follow from which. Pure. No legal advice: words for a look.

A licence is described by what matters when something is made from what it covers:

- *derivatives*: the result may be changed and passed on. Without it nothing may be built on it (CC …-ND), fine-tuning included.
- *commercial*: anyone may earn with it. What is made from something that forbids that cannot allow it (CC …-NC, research licences).
- *share_alike*: what is made from it goes under the same licence (CC …-SA, GPL, ODbL). For a corpus that a model learned from, it is
  disputed whether the model is "made from" it: that is said, and nothing is held against anybody.
- *terms*: a licence of its maker's with uses that it forbids (Llama, Gemma, OpenRAIL). These terms travel with everything made from
  it: a fine-tuned Llama is no ``apache-2.0``.

Public domain, permissive (Apache, MIT, BSD) and attribution licences (CC BY, ODC-BY) ask for no more than naming their authors: from
them anything may follow. What the Hub calls ``other`` or ``unknown``, and what it does not know, is not known to us either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from submissions.audit.texts import plain, similar


class Family(StrEnum):
    """What sort of licence it is, in the order of how little it asks for."""

    PUBLIC = "public"
    PERMISSIVE = "permissive"
    ATTRIBUTION = "attribution"
    SHARE_ALIKE = "share_alike"
    COMMUNITY = "community"
    NON_COMMERCIAL = "non_commercial"
    NO_DERIVATIVES = "no_derivatives"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licence allows to those who make something from what it covers. ``terms``: names the maker whose terms travel with it."""

    id: str
    family: Family
    derivatives: bool = True
    commercial: bool = True
    share_alike: bool = False
    terms: str = ""


class Source(StrEnum):
    """What a model was made from."""

    BASE = "base"
    DATA = "data"


class Fit(StrEnum):
    """Whether a licence may follow from that of a source. DISPUTED: lawyers do not agree; UNSURE: it depends on terms to be read."""

    FITS = "fits"
    DISPUTED = "disputed"
    UNSURE = "unsure"
    CLASHES = "clashes"
    UNKNOWN = "unknown"


PUBLIC: Final = ("cc0-1.0", "pddl", "unlicense", "wtfpl")
PERMISSIVE: Final = (
    *(
        "apache-2.0",
        "mit",
        "afl-3.0",
        "artistic-2.0",
        "bsl-1.0",
        "bsd",
        "bsd-2-clause",
        "bsd-3-clause",
        "bsd-3-clause-clear",
    ),
    *(
        "ecl-2.0",
        "isc",
        "ms-pl",
        "ncsa",
        "ofl-1.1",
        "postgresql",
        "zlib",
        "openmdw-1.0",
        "apple-ascl",
        "cdla-permissive-1.0",
    ),
    *("cdla-permissive-2.0", "lppl-1.3c"),
)
ATTRIBUTION: Final = ("cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "odc-by", "etalab-2.0", "c-uda")
SHARE_ALIKE: Final = (
    *(
        "cc-by-sa-2.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "odbl",
        "cdla-sharing-1.0",
        "gfdl",
        "gpl",
        "gpl-2.0",
        "gpl-3.0",
        "agpl-3.0",
    ),
    *("lgpl", "lgpl-2.1", "lgpl-3.0", "lgpl-lr", "mpl-2.0", "epl-1.0", "epl-2.0", "eupl-1.1", "eupl-1.2", "osl-3.0"),
)
NON_COMMERCIAL: Final = (
    *("cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
    *("deepfloyd-if-license", "h-research", "intel-research", "fair-noncommercial-research-license", "apple-amlr"),
)
NO_DERIVATIVES: Final = ("cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0")
TERMS: Final = {
    **dict.fromkeys(("llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4"), "Llama"),
    "gemma": "Gemma",
    "grok2-community": "Grok",
    **dict.fromkeys(
        (
            *("openrail", "openrail++", "bigscience-openrail-m", "creativeml-openrail-m"),
            *("bigscience-bloom-rail-1.0", "bigcode-openrail-m"),
        ),
        "RAIL",
    ),
}
UNKNOWN: Final = ("other", "unknown", "cc")
"""``cc`` alone says neither whether changes nor whether business is allowed."""

LICENCES: Final = {
    **{id: Licence(id, Family.PUBLIC) for id in PUBLIC},
    **{id: Licence(id, Family.PERMISSIVE) for id in PERMISSIVE},
    **{id: Licence(id, Family.ATTRIBUTION) for id in ATTRIBUTION},
    **{id: Licence(id, Family.SHARE_ALIKE, share_alike=True) for id in SHARE_ALIKE},
    **{id: Licence(id, Family.NON_COMMERCIAL, commercial=False, share_alike="-sa-" in id) for id in NON_COMMERCIAL},
    **{id: Licence(id, Family.NO_DERIVATIVES, derivatives=False, commercial="-nc-" not in id) for id in NO_DERIVATIVES},
    **{id: Licence(id, Family.COMMUNITY, terms=maker) for id, maker in TERMS.items()},
    **{id: Licence(id, Family.UNKNOWN) for id in UNKNOWN},
}
"""Every licence by the id that the Hub writes."""

_SPELLINGS: Final = {
    "apache": "apache-2.0",
    "apache license": "apache-2.0",
    "mit license": "mit",
    "cc by": "cc-by-4.0",
    "cc by sa": "cc-by-sa-4.0",
    "cc by nc": "cc-by-nc-4.0",
    "cc by nc sa": "cc-by-nc-sa-4.0",
    "cc by nd": "cc-by-nd-4.0",
    "cc by nc nd": "cc-by-nc-nd-4.0",
    "cc0": "cc0-1.0",
    "public domain": "cc0-1.0",
    "dominio publico": "cc0-1.0",
    "llama 2": "llama2",
    "llama 3": "llama3",
    "gemma terms of use": "gemma",
    "gpl v3": "gpl-3.0",
    "gplv3": "gpl-3.0",
    "bsd 3": "bsd-3-clause",
    "openrail m": "openrail",
}


def licence(id: str) -> Licence:
    """The licence of that id; one of which nothing is known where the Hub knows none such."""
    return LICENCES.get(id.strip().lower(), Licence(id, Family.UNKNOWN))


def meant(written: str) -> str | None:
    """The id of the licence that was probably meant; None where none comes close.

    >>> meant("Apache License 2.0"), meant("CC BY-SA 4.0"), meant("cc_by_4.0"), meant("propia")
    ('apache-2.0', 'cc-by-sa-4.0', 'cc-by-4.0', None)
    """
    words = plain(written[:200]).replace("creative commons attribution", "cc by")
    for long, short in (("share alike", "sa"), ("sharealike", "sa"), ("non commercial", "nc"), ("noncommercial", "nc")):
        words = words.replace(long, short)
    bare = " ".join(word for word in words.split() if word not in ("license", "licence", "licencia", "version", "the"))
    if words in _SPELLINGS or bare in _SPELLINGS:
        return _SPELLINGS.get(words) or _SPELLINGS[bare]
    alike = {plain(id).replace(" ", ""): id for id in LICENCES}
    exact = alike.get(bare.replace(" ", ""))
    return exact or (similar(bare, LICENCES) if len(bare) > 3 else None)


def fit(own: Licence, source: Licence, kind: Source) -> Fit:
    """Whether what is made from something under ``source`` may go under ``own``.

    >>> fit(licence("apache-2.0"), licence("cc-by-nc-4.0"), Source.BASE), fit(licence("mit"), licence("apache-2.0"), Source.BASE)
    (<Fit.CLASHES: 'clashes'>, <Fit.FITS: 'fits'>)
    """
    is_base = kind == Source.BASE
    if not source.derivatives:
        return Fit.CLASHES if is_base else Fit.DISPUTED
    if Family.UNKNOWN in (source.family, own.family):
        return Fit.FITS if source.family in (Family.PUBLIC, Family.PERMISSIVE, Family.ATTRIBUTION) else Fit.UNKNOWN
    if not source.commercial and own.commercial:
        return Fit.CLASHES if is_base else Fit.UNSURE
    if source.terms and own.terms != source.terms:
        return Fit.UNSURE
    if source.share_alike and own.id != source.id:
        return Fit.UNSURE if is_base else Fit.DISPUTED
    return Fit.FITS


def worst(fits: Iterable[Fit]) -> Fit:
    """The gravest of several: that of a chain."""
    order = (Fit.FITS, Fit.DISPUTED, Fit.UNKNOWN, Fit.UNSURE, Fit.CLASHES)
    return max(fits, key=order.index, default=Fit.FITS)
