"""What the OpenAPI document says of problems: every operation can meet the same ones, so they are told in one place."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

READS = {
    "401": "Nobody has signed in, or the token is wrong, revoked or expired.",
    "403": "It is not yours to do.",
    "404": "There is no such thing, or it is not yours to know of.",
    "406": "The API speaks JSON only.",
    "429": "Too often. `Retry-After` says when to try again.",
}
WRITES = {
    "400": "Something that was sent is wrong; `fields` says what.",
    "409": "It cannot be done as things are; `code` says why.",
    "410": "It could be done until some time ago.",
    "413": "More was sent than is taken.",
    "415": "The API reads JSON only.",
}
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = {
    "type": "object",
    "description": "What went wrong.",
    "properties": {
        "detail": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string", "description": "For programs; it never changes its meaning."},
        "fields": {
            "type": "object",
            "description": "Sentences by the name of what was sent and is wrong.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["detail", "code"],
}


def add_problems(result: dict[str, Any], generator: SchemaGenerator, **context: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: the document with the answers that say what went wrong."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in METHODS:
                for status, description in _problems(method).items():
                    operation["responses"].setdefault(status, _answer(description))
                operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _problems(method: str) -> dict[str, str]:
    # A NUL in an address is refused whatever is asked for.
    return {**READS, "400": WRITES["400"]} if method == "get" else {**READS, **WRITES}


def _answer(description: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/json": {"schema": reference}}}
