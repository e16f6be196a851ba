"""What a person said to the others of the jury about a project to practise on. Nothing rests on it: it goes with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User

MODELS = frozenset({"judging.PracticeMessage"})
WORDS = {
    "practice_messages": gettext_lazy("Lo que escribiste sobre el proyecto de práctica"),
    "text": gettext_lazy("Texto"),
}


def export(user: User) -> Mapping[str, Any]:
    said = user.practice_messages.select_related("project__edition", "project__submission__current")
    return {
        "practice_messages": [
            {
                "edition": message.project.edition.title,
                "project": str(message.project.submission),
                "at": message.at,
                "text": message.text,
            }
            for message in said.order_by("pk")
        ]
    }


def erase(user: User, at: datetime) -> None:
    user.practice_messages.all().delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    gone.practice_messages.update(author=keep)
