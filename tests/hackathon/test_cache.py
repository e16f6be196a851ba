"""Cache values go through JSON and come back as they were."""

import json

import pytest

from hackathon.cache import JSONSerializer


@pytest.mark.parametrize("value", ["text", ["a", 1.5], {"a": None}, True, 7])
def test_a_value_comes_back_as_it_went(value: object) -> None:
    serializer = JSONSerializer()

    stored = serializer.dumps(value)

    assert serializer.loads(stored if isinstance(stored, bytes) else str(stored).encode()) == value


def test_an_integer_stays_one_that_redis_can_increment() -> None:
    assert JSONSerializer().dumps(41) == 41


def test_a_pickle_is_refused() -> None:
    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        JSONSerializer().loads(b"\x80\x04K\x01.")
