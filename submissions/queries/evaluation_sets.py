"""Questions about the evaluation sets that an edition's corpora are compared with."""

from collections.abc import Mapping

import numpy
import numpy.typing

from hackathon.editions.models import Edition
from submissions.models import EvaluationSet

Fingerprints = numpy.typing.NDArray[numpy.uint64]


def evaluation_sets(edition: Edition) -> Mapping[str, Fingerprints]:
    """The sorted fingerprints of each of the edition's sets, by its name. One query; reads all of them."""
    sets = EvaluationSet.objects.filter(edition=edition).values_list("name", "fingerprints")
    return {name: numpy.frombuffer(bytes(raw), dtype="<u8").astype(numpy.uint64) for name, raw in sets}


def evaluation_digests(edition: Edition) -> tuple[str, ...]:
    """For each of the edition's sets its name and what it holds, as one short text: equal as long as nothing was loaded anew."""
    sets = EvaluationSet.objects.filter(edition=edition).order_by("name")
    return tuple(f"{name}:{digest}" for name, digest in sets.values_list("name", "digest"))
