"""What is left of the delivery form while only the video may still be changed."""

from typing import Any

from django import forms

from hackathon.editions.rules import EditionRules, ProjectField
from submissions.forms.fields import video_field


class VideoForm(forms.Form):
    """The video's address. Only for an edition that asks for it."""

    def __init__(self, *args: Any, rules: EditionRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = rules.submission.asked(ProjectField.VIDEO)
        if asked is not None:
            self.fields["video"] = video_field(asked)
