"""Projects as JSON. Hub words for Hub things."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from submissions.models import Audit, AuditFinding, DeadlineVerdict, Entry, Submission, SubmissionVersion


class EntrySerializer(serializers.ModelSerializer):
    """A repo of a project. ``hub_id`` is null until the Hub has confirmed it."""

    repo_type = serializers.CharField(source="repo.repo_type", read_only=True)
    repo_id = serializers.CharField(source="repo.repo_id", read_only=True)
    hub_id = serializers.CharField(source="repo.hub_id", read_only=True, allow_null=True)

    class Meta:
        model = Entry
        fields = ["id", "kind", "position", "repo_type", "repo_id", "hub_id", "address"]
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer):
    """One save of the delivery form."""

    entries = EntrySerializer(many=True, read_only=True)
    sdgs = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=17), read_only=True)
    opt_ins = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = SubmissionVersion
        fields = ["number", "title", "summary", "sdgs", "opt_ins", "at", "rules_digest", "entries"]
        read_only_fields = fields


class FindingSerializer(serializers.ModelSerializer):
    """What one check found; ``entry`` is null for a finding about the whole project."""

    check_id = serializers.CharField(read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = AuditFinding
        fields = ["entry", "check_id", "outcome", "facts"]
        read_only_fields = fields


class VerdictSerializer(serializers.ModelSerializer):
    """Whether a repo stood still after the deadline; ``last_on_time`` is a revision, empty if there is none."""

    facts = serializers.DictField(read_only=True)

    class Meta:
        model = DeadlineVerdict
        fields = ["entry", "state", "closes_at", "last_on_time", "facts"]
        read_only_fields = fields


class AuditSerializer(serializers.ModelSerializer):
    """A finished audit of a version."""

    findings = FindingSerializer(many=True, read_only=True)
    verdicts = VerdictSerializer(many=True, read_only=True)

    class Meta:
        model = Audit
        fields = ["id", "reason", "finished_at", "rules_digest", "findings", "verdicts"]
        read_only_fields = fields


class ProjectSerializer(serializers.ModelSerializer):
    """A team's project: its current version, and the last audit of that version that came to an end."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    team = serializers.CharField(source="team.name", read_only=True)
    current = VersionSerializer(read_only=True, allow_null=True)
    audit = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ["id", "edition", "team", "created_at", "current", "audit"]
        read_only_fields = fields

    @extend_schema_field(AuditSerializer(allow_null=True))
    def get_audit(self, submission: Submission) -> dict[str, object] | None:
        """The one that ``queries.with_current`` fetched."""
        done = submission.current.last_done if submission.current else []
        return AuditSerializer(done[0]).data if done else None
