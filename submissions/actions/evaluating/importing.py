"""Result files of the harness that somebody brings: stored once, whoever brings them, and however often."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import SuiteRules, TaskRules
from hackathon.hub.types import RepoType
from submissions.actions.evaluating import standings
from submissions.evaluation.results import ParsedRun, TaskScore, parse
from submissions.evaluation.results.values import text
from submissions.evaluation.results.wire import skipped_as_json
from submissions.models import EvaluationRun, Repo, Submission, TaskResult

LONGEST_FILE_NAME = 255
MOST_SKIPPED = 200
"""Kept on the run, for whoever asks later."""


class Imported(StrEnum):
    """What an import did."""

    STORED = "stored"
    KNOWN = "known"
    """The very same file was there already: nothing was changed."""
    PLACED = "placed"
    """It was there, but in no edition or on no board: now it is, and nothing of what it says was changed."""


class NoSuite(Exception):
    """The edition has no suite of that key."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """``run`` is the row of the file, new or not; ``parsed`` what it holds, what was left out among it.

    ``missing``: tasks of the suite that the file does not have as the suite asks for them; the run is partial then.
    """

    what: Imported
    run: EvaluationRun
    parsed: ParsedRun
    missing: tuple[str, ...] = ()


def import_results(
    *, edition: Edition | None, name: str, content: bytes, by: User | None, at: datetime, suite: str = ""
) -> ImportOutcome:
    """Store what a result file says; a file that was stored before, by anybody, changes nothing.

    ``edition`` None: the results belong to none. ``suite``: the key of the suite on whose board they stand; "" for none. What of it
    the file lacks makes the run partial. A file that stands nowhere yet may be placed later, by bringing it again. Raises
    NotResults for what is no result file, and NoSuite.
    """
    rules = _suite(edition, suite)
    parsed = parse(content, name=name)
    place = _place(edition, parsed, rules)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            known = EvaluationRun.objects.filter(file_sha256=sha256).first()
            if known is None:
                run = EvaluationRun(**_measured(parsed), **place, **_file(name, sha256), stored_at=at)
                return ImportOutcome(
                    Imported.STORED, _stored(run, parsed, by=by, at=at), parsed, _missing(parsed, rules)
                )
    except IntegrityError:  # somebody brought the same file at the same moment
        known = EvaluationRun.objects.filter(file_sha256=sha256).first()
        if known is None:
            raise
    moved = _moved(known, place, by=by, at=at)
    return ImportOutcome(Imported.PLACED if moved else Imported.KNOWN, known, parsed, _missing(parsed, rules))


def lacking(parsed: ParsedRun, suite: SuiteRules) -> tuple[str, ...]:
    """The tasks that were not measured as ``suite`` asks: with that metric and filter, that many examples, that chat template.

    What the file does not tell is taken for what was asked.
    """
    scores = {(score.task, score.metric, score.filter): score for score in parsed.scores if score.value is not None}
    if parsed.chat_template not in (None, suite.chat_template):
        return tuple(task.task for task in suite.tasks)
    return tuple(task.task for task in suite.tasks if not _is_as_asked(scores, task))


def _is_as_asked(scores: Mapping[tuple[str, str, str], TaskScore], task: TaskRules) -> bool:
    score = scores.get((task.task, task.metric, task.filter))
    return score is not None and (
        None in (task.num_fewshot, score.num_fewshot) or score.num_fewshot == task.num_fewshot
    )


def _suite(edition: Edition | None, key: str) -> SuiteRules | None:
    if not key:
        return None
    rules = edition.parsed_rules.evaluation.suite(key) if edition else None
    if rules is None:
        raise NoSuite(key)
    return rules


def _missing(parsed: ParsedRun, rules: SuiteRules | None) -> tuple[str, ...]:
    return lacking(parsed, rules) if rules else ()


def _file(name: str, sha256: str) -> dict[str, Any]:
    source = EvaluationRun.Source.IMPORT
    return {"source": source, "file_name": text(name, most=LONGEST_FILE_NAME), "file_sha256": sha256}


def _place(edition: Edition | None, parsed: ParsedRun, rules: SuiteRules | None) -> dict[str, Any]:
    """The columns that say where the run stands. Whose model nobody delivered is there for comparison."""
    repo = _repo(parsed)
    submission = _submission(edition, repo)
    return {
        "edition": edition,
        "repo": repo,
        "submission": submission,
        "suite": rules.key if rules else "",
        "suite_version": rules.version if rules else None,
        "baseline": rules is not None and submission is None,
        "partial": parsed.partial or bool(_missing(parsed, rules)),
    }


@transaction.atomic
def _moved(run: EvaluationRun, place: dict[str, Any], *, by: User | None, at: datetime) -> bool:
    """Place a run that stands nowhere, or on no board of its edition; whether there was anything to do."""
    wanted = place["edition"], place["suite"]
    if wanted[0] is None or wanted == (run.edition, run.suite):
        return False
    free = Q(edition=None) | Q(edition=place["edition"], suite="")
    if not EvaluationRun.objects.filter(free, pk=run.pk).update(**place):
        return False
    run.refresh_from_db()
    standings.score(run, at=at)
    trail.record(edition=run.edition, by=by, at=at, verb="evaluation.placed", target=run, suite=run.suite)
    return True


def _measured(parsed: ParsedRun) -> dict[str, Any]:
    """The columns that are told by the file alone."""
    versions = {"lm_eval": parsed.engine_version, "transformers": parsed.transformers_version, "git": parsed.git_hash}
    return {
        "name": parsed.model,
        "revision": parsed.revision,
        "at": parsed.date,
        "engine_version": parsed.engine_version,
        "versions": {tool: version for tool, version in versions.items() if version},
        "details": _details(parsed),
        "dtype": parsed.dtype,
        "batch_size": parsed.batch_size,
        "hardware": parsed.hardware,
        "seed": parsed.seed,
        "limit": parsed.limit,
        "seconds": parsed.seconds,
        "energy_kwh": parsed.energy_kwh,
        "co2_kg": parsed.co2_kg,
        "emissions_source": parsed.emissions_source,
        "parameters": parsed.parameters,
        "base_model": parsed.base,
    }


def _details(parsed: ParsedRun) -> dict[str, Any]:
    return {
        "backend": parsed.backend,
        "device": parsed.device,
        "model_is_repo": parsed.model_is_repo,
        "seeds": dict(parsed.seeds),
        "chat_template": parsed.chat_template,
        "chat_template_sha": parsed.chat_template_sha,
        "fewshot_as_multiturn": parsed.fewshot_as_multiturn,
        "skipped": [skipped_as_json(one) for one in parsed.skipped[:MOST_SKIPPED]],
    }


def _repo(parsed: ParsedRun) -> Repo | None:
    """The model's row if anybody ever named it here. None is made: a file may say anything."""
    if not parsed.model_is_repo:
        return None
    named = Repo.objects.filter(repo_type=RepoType.MODEL.value, repo_id__iexact=parsed.model)
    return named.order_by("-pk").first()


def _submission(edition: Edition | None, repo: Repo | None) -> Submission | None:
    """The project that delivered the model; None where several did, or none."""
    if edition is None or repo is None:
        return None
    theirs = Submission.objects.delivered().filter(edition=edition, current__entries__repo=repo).distinct()[:2]
    return theirs[0] if len(theirs) == 1 else None


def _stored(run: EvaluationRun, parsed: ParsedRun, *, by: User | None, at: datetime) -> EvaluationRun:
    run.save()
    TaskResult.objects.bulk_create(TaskResult(run=run, **asdict(score)) for score in parsed.scores)
    standings.score(run, at=at)
    trail.record(
        edition=run.edition,
        by=by,
        at=at,
        verb="evaluation.imported",
        target=run,
        file=run.file_name,
        sha256=run.file_sha256,
        scores=len(parsed.scores),
    )
    return run
