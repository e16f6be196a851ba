"""What should not lie open in a public repo, and what should not be loaded from one."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.exposed.exposure import Exposure, ExposureSort
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check

TEXTS = (Part.CARD, Part.SCRIPTS, Part.CODE)
GRAVE = ("national_id", "iban", "bank_card")
"""What does somebody harm in anybody's hands."""

_WEIGHTS = re.compile(r"\.(?:pt|pth|ckpt)$|(?:^|/)[^/]{0,80}model[^/]{0,80}\.bin$", re.IGNORECASE)
_OTHER_PICKLES: Final = (".pkl", ".pickle", ".joblib", ".dill", ".cloudpickle")
_ARRAYS: Final = (".npy", ".npz")
_LEFTOVERS = re.compile(
    r"(?:^|/)(?:training_args\.bin|optimizer\.(?:pt|bin)|scheduler\.(?:pt|bin)|scaler\.pt|rng_state[^/]{0,30}\.pth|random_states[^/]{0,30}\.pkl)$"
)


@check("safety.secrets")
def secrets(evidence: Evidence) -> Finding:
    """No token, key or password lies open in cards, scripts and notebooks, nor in the rows of a corpus."""
    repo = evidence.repo
    found = _exposures(repo, ExposureSort.SECRET)
    return failed(**_facts(repo, found)) if found else _clean(repo)


@check("safety.personal_data")
def personal_data(evidence: Evidence) -> Finding:
    """No address, number or id of a person lies open. Ids, accounts and cards fail; e-mail and phone are worth a look."""
    repo = evidence.repo
    found = _exposures(repo, ExposureSort.PERSONAL)
    if not found:
        return _clean(repo)
    grave = any(one.rule in GRAVE for one in found)
    return failed(**_facts(repo, found)) if grave else warned(**_facts(repo, found))


@check("safety.pickles")
def pickles(evidence: Evidence) -> Finding:
    """Nothing has to be unpickled, which runs whatever is in the file. Weights as safetensors beside them make it milder.

    What a training leaves behind is only mentioned. Arrays (.npy) hold pickles rarely, and nobody can tell from their names.
    """
    paths = [file.path for file in evidence.repo.files]
    leftovers = [path for path in paths if _LEFTOVERS.search(path)]
    weights = [path for path in paths if _WEIGHTS.search(path) and path not in leftovers]
    others = [path for path in paths if path.lower().endswith(_OTHER_PICKLES) and path not in leftovers]
    safe = any(path.lower().endswith((".safetensors", ".gguf")) for path in paths)
    facts = {
        "weights": weights[:LISTED],
        "others": others[:LISTED],
        "leftovers": leftovers[:LISTED],
        "arrays": [path for path in paths if path.lower().endswith(_ARRAYS)][:LISTED],
        "total": len(weights) + len(others),
        "beside": safe,
    }
    if weights and not safe:
        return failed(**facts)
    return warned(**facts) if weights or others else passed(**facts)


def _exposures(repo: RepoEvidence, sort: ExposureSort) -> list[Exposure]:
    in_rows = repo.corpus.exposures if repo.corpus else ()
    return [one for one in (*repo.exposures, *in_rows) if one.sort == sort]


def _facts(repo: RepoEvidence, found: Sequence[Exposure]) -> dict[str, Any]:
    """Where it lies, and what it is, with no more of it than its mask."""
    return {
        "exposures": [
            {name: getattr(one, name) for name in ("rule", "path", "line", "cell", "row", "masked")}
            for one in found[:LISTED]
        ],
        "rules": dict(Counter(one.rule for one in found).most_common()),
        "total": len(found),
        **_looked(repo),
    }


def _looked(repo: RepoEvidence) -> dict[str, int]:
    return {
        "searched": len(repo.searched),
        "left": sum(not one.read for one in repo.scripts),
        "rows": repo.corpus.exposure_rows if repo.corpus else 0,
    }


def _clean(repo: RepoEvidence) -> Finding:
    """Nothing was found: which says something only about what was read."""
    unread = next(filter(None, map(repo.why_unread, TEXTS)), None)
    if unread is not None:
        return unknown(why=unread.reason, part=unread.part, retry_after=unread.retry_after)
    if not repo.searched and not (repo.corpus and repo.corpus.exposure_rows):
        return not_applicable(why="nothing_to_search")
    return passed(**_looked(repo))
