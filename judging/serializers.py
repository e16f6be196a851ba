"""Results as the API gives them. Points are numbers, rounded half up to four decimals."""

from fractions import Fraction

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from judging import aggregate
from judging.exports import PLACES
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
    max_points = serializers.FloatField()
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
