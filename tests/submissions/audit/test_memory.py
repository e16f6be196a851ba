"""A ceiling on memory."""

import resource

import pytest

from submissions.audit import memory

LARGE = 500_000_000


def test_a_process_grows_no_further_than_it_may_and_is_free_again_afterwards():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with memory.at_most(LARGE // 5), pytest.raises(MemoryError):
        bytearray(LARGE)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(LARGE)) == LARGE
