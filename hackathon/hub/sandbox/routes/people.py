"""Who is who: the bearer of a token, members of organisations, a person's overview and likes; cards' YAML is checked too."""

from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, number, page, param, storage_of, visitor
from hackathon.hub.sandbox.oidc import organisation_sub
from hackathon.hub.sandbox.people import Person
from hackathon.hub.types import RepoType


def whoami(request: Request) -> Response:
    """The person behind the token."""
    person = visitor(request)
    if person is None:
        raise Refusal(401, "Invalid credentials in Authorization header")
    orgs = [
        {"type": "org", "id": organisation_sub(name), "name": name, "fullname": name, "roleInOrg": role}
        for name, role in person.orgs.items()
    ]
    token = {"displayName": "sandbox", "role": "read", "createdAt": "2024-01-01T00:00:00.000Z"}
    return JSONResponse(
        {
            "type": "user",
            "id": person.sub,
            "name": person.username,
            "fullname": person.name,
            "email": person.email,
            "emailVerified": person.email_verified,
            "isPro": False,
            "orgs": orgs,
            "auth": {"type": "access_token", "accessToken": token},
        }
    )


def members(request: Request) -> Response:
    """The people of an organisation."""
    found = [_user(person) for person in storage_of(request).people.members(_organisation(request))]
    return page(request, found, start=number(request, "cursor", default=0, most=10**9), size=500)


def organisation_overview(request: Request) -> Response:
    """How many people and repos an organisation has."""
    name, storage = _organisation(request), storage_of(request)
    counts = {repo_type: len(storage.repos(repo_type, namespace=name)) for repo_type in RepoType}
    return JSONResponse(
        {
            "name": name,
            "fullname": name,
            "avatarUrl": f"/avatars/{name}.svg",
            "numUsers": len(storage.people.members(name)),
            "numModels": counts[RepoType.MODEL],
            "numDatasets": counts[RepoType.DATASET],
            "numSpaces": counts[RepoType.SPACE],
        }
    )


def user_overview(request: Request) -> Response:
    """One person, with their organisations."""
    person = _person(request)
    orgs = [{"name": name, "fullname": name, "avatarUrl": f"/avatars/{name}.svg"} for name in person.orgs]
    return JSONResponse(_user(person) | {"orgs": orgs})


def user_likes(request: Request) -> Response:
    """What a person likes, with dates, newest first."""
    name = _who_likes(request)
    likes = [
        {"createdAt": record.likers[name], "repo": {"name": record.repo_id, "type": repo_type.value}}
        for repo_type in RepoType
        for record in storage_of(request).repos(repo_type)
        if name in record.likers and not record.private
    ]
    likes.sort(key=lambda like: like["createdAt"], reverse=True)
    return page(request, likes, start=number(request, "cursor", default=0, most=10**9), size=500)


async def validate_yaml(request: Request) -> Response:
    """What is wrong with a card's YAML block."""
    content = await request.json()
    text = str(content.get("content", "")).removeprefix("---").partition("\n---")[0]
    try:
        yaml.safe_load(text)
    except yaml.YAMLError as error:
        return JSONResponse({"errors": [{"message": str(error)}], "warnings": []}, status_code=400)
    return JSONResponse({"errors": [], "warnings": []})


def _organisation(request: Request) -> str:
    storage, asked = storage_of(request), param(request, "org")
    name = storage.people.organisation_name(asked)
    owned = [record.namespace for repo_type in RepoType for record in storage.repos(repo_type, namespace=asked)]
    if name is None and not owned:
        raise Refusal(404, "This organization does not exist")
    return name or owned[0]


def _person(request: Request) -> Person:
    person = storage_of(request).people.by_username(param(request, "user"))
    if person is None:
        raise Refusal(404, "This user does not exist")
    return person


def _who_likes(request: Request) -> str:
    """Many who like something never sign in here: the sandbox knows no more of them than their name."""
    name = param(request, "user")
    storage = storage_of(request)
    if any(name in record.likers for repo_type in RepoType for record in storage.repos(repo_type)):
        return name
    return _person(request).username


def _user(person: Person) -> dict[str, Any]:
    avatar = f"/avatars/{person.username}.svg"
    return {
        "_id": person.sub,
        "user": person.username,
        "fullname": person.name,
        "avatarUrl": avatar,
        "type": "user",
        "isPro": False,
    }


routes = [
    Route("/api/whoami-v2", whoami),
    Route("/api/organizations/{org}/members", members),
    Route("/api/organizations/{org}/overview", organisation_overview),
    Route("/api/users/{user}/overview", user_overview),
    Route("/api/users/{user}/likes", user_likes),
    Route("/api/validate-yaml", validate_yaml, methods=["POST"]),
]
