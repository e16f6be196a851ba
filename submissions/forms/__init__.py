"""Forms about projects."""

from submissions.forms.delivery import SubmissionForm, as_data, typed_content
from submissions.forms.open_audit import OpenAuditForm
from submissions.forms.video import VideoForm

__all__ = ["OpenAuditForm", "SubmissionForm", "VideoForm", "as_data", "typed_content"]
