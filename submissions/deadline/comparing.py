"""What differs between the revision that counts and the newest one, as far as snapshots have both. Pure."""

from collections import Counter
from dataclasses import replace

from submissions.deadline.case import Case
from submissions.deadline.files import changed
from submissions.deadline.record import Snapshot
from submissions.deadline.states import LISTED_FILES, Sort, Tally, Verdict


def with_files(verdict: Verdict, case: Case) -> Verdict:
    """The verdict with what differs, and whether the content is the same."""
    if verdict.frozen is None or verdict.head is None:
        return verdict
    if verdict.frozen == verdict.head:
        return replace(verdict, same_content=True)
    old, new = _snapshot_of(case, verdict.frozen), _snapshot_of(case, verdict.head)
    if old is None or new is None:
        return verdict
    same = old.tree == new.tree if old.tree and new.tree else None
    if old.files is None or new.files is None:
        return replace(verdict, same_content=same)
    files = changed(old.files, new.files, repo_type=new.repo_type, cut=_is_cut(old) or _is_cut(new))
    counted = Counter(file.sort for file in files)
    return replace(
        verdict,
        same_content=same,
        files=files[:LISTED_FILES],
        files_total=len(files),
        files_by=tuple(Tally(sort.value, counted[sort]) for sort in Sort if counted[sort]),
    )


def _snapshot_of(case: Case, sha: str) -> Snapshot | None:
    """The newest snapshot that has the files of that revision."""
    return next((seen for seen in reversed(case.snapshots) if seen.head == sha and (seen.tree or seen.files)), None)


def _is_cut(snapshot: Snapshot) -> bool:
    return snapshot.files_total is not None and len(snapshot.files or ()) < snapshot.files_total
