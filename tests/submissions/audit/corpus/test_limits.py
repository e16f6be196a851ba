"""What each file of a corpus may use of the limits."""

from submissions.audit.corpus.limits import Budget, Limits, Share
from tests.submissions.audit.corpus.looks import look

LIMITS = Limits(bytes=1_000, rows=1_000, seconds=100)


def budget(*, total: int, files: int) -> Budget:
    """All that is left at the beginning, at a moment that does not pass."""
    return Budget(LIMITS, lambda: 50.0, total, files)


def test_files_get_shares_by_their_size():
    left = budget(total=1_000, files=2)
    assert left.share(250) == Share(bytes=250, rows=250, until=75.0)
    left.bytes_used = left.rows_used = 50
    assert left.share(750) == Share(bytes=950, rows=950, until=150.0)


def test_a_small_file_before_a_large_one_gets_enough_to_be_read():
    assert budget(total=1_000_000, files=2).share(10) == Share(bytes=50, rows=50, until=55.0)


def test_of_used_up_limits_nothing_is_left():
    left = budget(total=100, files=2)
    left.bytes_used, left.rows_used = 1_000, 980
    assert left.share(1) == Share(bytes=0, rows=20, until=55.0)


def test_a_small_file_is_read_whole_although_opening_it_takes_longer_than_its_share():
    ticks = iter(range(1_000))
    files = {"a.csv": "a\n" + "1\n" * 30, "b.csv": "a\n" + "1\n" * 30_000}
    seen = look(files, limits=Limits(rows=100_000, seconds=1_000), now=lambda: next(ticks))
    assert (seen.rows, seen.reached) == (30_030, ())
