"""The repos of a complete project, for the sandbox Hub."""

from datetime import datetime, timedelta

from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from tests.factories.editions import NOW

CORPUS, MODEL, DEMO = "somos-demo/recetas", "somos-demo/recetas-2b", "somos-demo/recetas-demo"
CARD = "---\nlicense: apache-2.0\nlanguage:\n- es\n---\n# Recetas de la abuela\n"
LONG_AGO = NOW - timedelta(days=3)


def fill(server: RunningHub, *, at: datetime = LONG_AGO) -> None:
    """A corpus, a model and a demo, public, each with one commit."""
    store = server.storage
    store.create_repo(RepoType.DATASET, CORPUS, {"README.md": CARD}, author="alicia", at=at)
    store.create_repo(RepoType.MODEL, MODEL, {"README.md": CARD}, author="alicia", at=at)
    store.create_repo(RepoType.SPACE, DEMO, {"README.md": "---\nsdk: gradio\n---\n"}, author="alicia", at=at)
