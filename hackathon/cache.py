"""Cache values travel as JSON, so that whoever can write to Redis cannot make us run code (Django's default is pickle)."""

import json
from typing import Any


class JSONSerializer:
    """What Django's Redis cache backend asks of a serializer. Integers stay bare so that Redis can count with them."""

    def dumps(self, value: Any) -> bytes | int:
        if type(value) is int:
            return value
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)
