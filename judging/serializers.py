"""Results as the API gives them. Points are numbers, rounded half up to four decimals."""

from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hackathon.spreadsheets import Kind
from judging import aggregate
from judging.exports import PLACES
from judging.queries.published import Reader
from judging.results.derivation import GroupLine, ReviewLine
from submissions.deadline.verdict import VerdictState


@extend_schema_field(float)
class PointsField(serializers.Field):
    """An exact number of points as a JSON number."""

    def to_representation(self, value: Fraction) -> float:
        return float(aggregate.points(value, PLACES))


class RepoSerializer(serializers.Serializer):
    """A repo of a project at the close. ``sha`` is the revision that counts, and ``url`` where to see it."""

    kind = serializers.CharField(source="entry.kind")
    repo_type = serializers.CharField(source="entry.repo.repo_type")
    repo_id = serializers.CharField(source="entry.repo.repo_id")
    url = serializers.CharField(source="address")
    state = serializers.CharField(source="verdict.final_state", default="", help_text="Empty: not judged yet.")
    level = serializers.CharField(source="verdict.level", default="", help_text="How strong the evidence is.")
    sha = serializers.CharField(source="verdict.final_sha", default="")
    overruled_reason = serializers.CharField(
        source="verdict.overruled_reason", default="", help_text="Why an organiser decided otherwise than the evidence."
    )


class ResultRowSerializer(serializers.Serializer):
    """One project. ``rank`` and ``score`` are null while nobody has reviewed it; groups that do not apply are left out."""

    rank = serializers.IntegerField(allow_null=True)
    project_id = serializers.IntegerField(source="submission_id")
    title = serializers.CharField()
    team = serializers.CharField()
    reviews = serializers.IntegerField(help_text="Submitted reviews, which count.")
    drafts = serializers.IntegerField(help_text="Assigned reviews that do not count yet.")
    score = PointsField(allow_null=True)
    max_points = serializers.FloatField(
        help_text="What the groups add up to for its track, or the stated maximum; extra points and activities come on top."
    )
    score_low = PointsField(source="line.low", allow_null=True, help_text="Of the 90 % interval.")
    score_high = PointsField(source="line.high", allow_null=True)
    rank_low = serializers.IntegerField(
        source="line.rank_low", allow_null=True, help_text="Best place of the 90 % interval."
    )
    rank_high = serializers.IntegerField(source="line.rank_high", allow_null=True)
    p_first = serializers.FloatField(source="line.p_first", allow_null=True, help_text="Probability of being the best.")
    raw = PointsField(source="line.raw", allow_null=True, help_text="Plain mean of the reviews.")
    trimmed = PointsField(source="line.trimmed", allow_null=True, help_text="Without the highest and the lowest.")
    adjusted = PointsField(source="line.adjusted", allow_null=True, help_text="Judges' severity taken out.")
    weighted = PointsField(source="line.weighted", allow_null=True, help_text="Consistent judges count more, too.")
    track = serializers.CharField(source="line.track", help_text="Empty: none.")
    groups = serializers.DictField(child=PointsField(), help_text="Points by group of the rubric.")
    juror_point = PointsField()
    verdict = serializers.ChoiceField(
        choices=[state.value for state in VerdictState], allow_blank=True, help_text="Worst state at the deadline."
    )
    repos = RepoSerializer(many=True)


class RubricGroupSerializer(serializers.Serializer):
    """A group of the rubric and its points."""

    key = serializers.CharField()
    title = serializers.CharField(help_text="In the edition's first language.")
    points = serializers.FloatField()


class ResultsSerializer(serializers.Serializer):
    """The ranking of an edition, best first; equal scores share a rank."""

    edition = serializers.SlugField()
    max_points = serializers.FloatField(help_text="That of the track that can have most.")
    groups = RubricGroupSerializer(many=True)
    results = ResultRowSerializer(many=True)


class PublishedRowSerializer(serializers.Serializer):
    """A project of published results. What the rules of the edition do not publish is null or left out."""

    rank = serializers.IntegerField(allow_null=True)
    project_id = serializers.IntegerField(source="key")
    title = serializers.CharField(help_text="Empty where the team did not let it be published.")
    team = serializers.CharField()
    track = serializers.CharField()
    total = PointsField(allow_null=True)
    total_low = PointsField(source="low", allow_null=True, help_text="Of the 90 % interval.")
    total_high = PointsField(source="high", allow_null=True)
    groups = serializers.DictField(child=PointsField())


class WonSerializer(serializers.Serializer):
    """A prize or a mention, who won it, and what the jury says of it."""

    prize = serializers.CharField(source="prize.key")
    title = serializers.CharField(source="prize.title", help_text="In the edition's first language.")
    project_id = serializers.IntegerField(source="line.key")
    note = serializers.CharField()


class PublishedSerializer(serializers.Serializer):
    """Published results, best first, track by track. ``digest``: SHA-256 of what was frozen and signed."""

    edition = serializers.SlugField()
    version = serializers.IntegerField()
    digest = serializers.CharField()
    published_at = serializers.DateTimeField()
    prizes = WonSerializer(many=True)
    results = PublishedRowSerializer(many=True)


class ReviewStepSerializer(serializers.Serializer):
    """A review that counts. ``severity`` is for organisers: how much less its judge gives than the jury would."""

    stage = serializers.CharField()
    groups = PointsField(source="sum", help_text="What its groups come to.")
    juror_point = PointsField()
    total = PointsField()
    severity = PointsField(allow_null=True)

    def to_representation(self, review: ReviewLine) -> dict[str, Any]:
        """Judges are told by their place in the list, and never by name."""
        told = super().to_representation(review)
        return told if self.context["reader"] is Reader.ORGANISER else {**told, "severity": None}


class CriterionStepSerializer(serializers.Serializer):
    """A criterion, and what each review gave on it. ``top``: the highest step of its scale."""

    key = serializers.CharField(source="criterion.key")
    title = serializers.CharField(source="criterion.title", help_text="In the edition's first language.")
    top = serializers.IntegerField()
    scores = serializers.ListField(child=serializers.IntegerField(allow_null=True))


class GroupStepSerializer(serializers.Serializer):
    """A group of the rubric: what it is worth for this project, what each review comes to, and the mean."""

    key = serializers.CharField(source="group.key")
    title = serializers.CharField(source="group.title", help_text="In the edition's first language.")
    worth = PointsField()
    in_total = serializers.BooleanField(source="group.in_total")
    points = serializers.ListField(child=PointsField())
    mean = PointsField(allow_null=True)
    criteria = CriterionStepSerializer(many=True)

    def to_representation(self, group: GroupLine) -> dict[str, Any]:
        """Who sees no single review sees the mean."""
        told = super().to_representation(group)
        return told if self.context["full"] else {**told, "points": [], "criteria": []}


class DerivationSerializer(serializers.Serializer):
    """How a project's result came about, from its reviews to its place. Lists of scores and points are in the order of
    ``reviews``. ``frozen`` false: it may still change."""

    edition = serializers.SlugField()
    frozen = serializers.BooleanField()
    project_id = serializers.IntegerField(source="steps.line.key")
    title = serializers.CharField(source="steps.line.title")
    track = serializers.CharField(source="steps.line.track", help_text="Empty: none.")
    method = serializers.CharField(source="steps.method", help_text="mean, trimmed or model.")
    rank = serializers.IntegerField(source="steps.line.rank", allow_null=True)
    competitors = serializers.IntegerField(source="steps.competitors")
    groups = GroupStepSerializer(source="steps.groups", many=True)
    reviews = serializers.SerializerMethodField()
    uncounted = serializers.IntegerField(source="steps.uncounted", help_text="Reviews that do not count.")
    mean = PointsField(source="steps.mean", allow_null=True, help_text="Plain mean of the reviews.")
    median = PointsField(source="steps.middle", allow_null=True)
    by_method = PointsField(source="steps.by_method", allow_null=True, help_text="By the method of the rules.")
    cap = PointsField(source="steps.cap", allow_null=True, help_text="The most that such a project can get.")
    earned = serializers.DictField(source="steps.line.earned", child=PointsField(), help_text="Outside the jury.")
    total = PointsField(source="steps.line.total", allow_null=True)
    settled_by = serializers.CharField(
        source="steps.line.settled_by", help_text="Which step of the tie chain; empty: none."
    )
    reordered = serializers.CharField(source="steps.line.reordered", help_text="Why the jury placed it otherwise.")

    @extend_schema_field(ReviewStepSerializer(many=True))
    def get_reviews(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Single reviews are for the project's team and for organisers."""
        shown = data["steps"].reviews if self.context["full"] else ()
        return ReviewStepSerializer(shown, many=True, context=self.context).data


class ExportColumnSerializer(serializers.Serializer):
    """A column of a table. ``personal`` ones are left out unless they are asked for by their key."""

    key = serializers.CharField()
    title = serializers.CharField(source="header")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    about = serializers.CharField()
    personal = serializers.BooleanField()


class ExportSerializer(serializers.Serializer):
    """A table that organisers may take away."""

    key = serializers.SlugField()
    title = serializers.CharField()
    about = serializers.CharField()
    rows = serializers.IntegerField()
    columns = ExportColumnSerializer(many=True)


class ArchiveKeySerializer(serializers.Serializer):
    """The key by which the archive of an edition is checked."""

    edition = serializers.SlugField()
    algorithm = serializers.CharField(help_text="Ed25519.")
    key = serializers.CharField(help_text="32 bytes in base64.")
