"""What differs between the revision that counts and the newest one, as far as snapshots have both. Pure."""

from collections import Counter
from dataclasses import replace

from submissions.deadline.case import Case
from submissions.deadline.files import changed
from submissions.deadline.states import LISTED_FILES, Sort, Tally, Verdict


def with_files(verdict: Verdict, case: Case) -> Verdict:
    """The verdict with what differs, and whether the content is the same."""
    if verdict.frozen is None or verdict.head is None:
        return verdict
    if verdict.frozen == verdict.head:
        return replace(verdict, same_content=True)
    old, new = _Tree(case, verdict.frozen), _Tree(case, verdict.head)
    same = old.digest == new.digest if old.digest and new.digest else None
    if old.files is None or new.files is None:
        return replace(verdict, same_content=same)
    files = changed(old.files, new.files, repo_type=case.snapshots[-1].repo_type, cut=old.is_cut or new.is_cut)
    counted = Counter(file.sort for file in files)
    return replace(
        verdict,
        same_content=same,
        files=files[:LISTED_FILES],
        files_total=len(files),
        files_by=tuple(Tally(sort.value, counted[sort]) for sort in Sort if counted[sort]),
    )


class _Tree:
    """What snapshots told of the files of a revision: all of them name its digest, and one at least once its files."""

    def __init__(self, case: Case, sha: str) -> None:
        told = [seen for seen in reversed(case.snapshots) if seen.head == sha]
        self.digest = next((seen.tree for seen in told if seen.tree), None)
        self.files = next((seen.files for seen in told if seen.files is not None), None)
        self.total = max((seen.files_total or 0 for seen in told), default=0)

    @property
    def is_cut(self) -> bool:
        return len(self.files or ()) < self.total
