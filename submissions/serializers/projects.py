"""Projects as JSON. Hub words for Hub things."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.findings import Outcome
from submissions.models import Audit, AuditFinding, Entry, OutsideEntry, RepoVerdict, Submission, SubmissionVersion


class VerdictSerializer(serializers.ModelSerializer):
    """Whether a repo stood still after the close. ``final_sha`` is the revision that counts, empty if there is none.

    ``state`` and ``frozen_sha`` are the evidence's; those that hold are the final ones, which differ where an organiser
    overruled, with a reason.
    """

    facts = serializers.DictField(read_only=True)
    final_state = serializers.CharField(read_only=True)
    final_sha = serializers.CharField(read_only=True)

    class Meta:
        model = RepoVerdict
        fields = [
            "closes_at", "state", "level", "frozen_sha", "final_state", "final_sha", "overruled_reason", "judged_at", "facts",
        ]  # fmt: skip
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer):
    """A repo of a project. ``hub_id`` is null until the Hub has confirmed it."""

    repo_type = serializers.CharField(source="repo.repo_type", read_only=True)
    repo_id = serializers.CharField(source="repo.repo_id", read_only=True)
    hub_id = serializers.CharField(source="repo.hub_id", read_only=True, allow_null=True)
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = ["id", "kind", "position", "repo_type", "repo_id", "hub_id", "address", "sha", "verdict"]
        read_only_fields = fields

    @extend_schema_field(VerdictSerializer(allow_null=True))
    def get_verdict(self, entry: Entry) -> dict[str, object] | None:
        """The one of the project's edition; a repo may be delivered in several."""
        edition_id = entry.version.submission.edition_id
        verdicts = (verdict for verdict in entry.repo.verdicts.all() if verdict.edition_id == edition_id)
        found = next(verdicts, None)
        return VerdictSerializer(found).data if found else None


class OutsideEntrySerializer(serializers.ModelSerializer):
    """A part of a project that lies outside the Hub: checked by nobody."""

    class Meta:
        model = OutsideEntry
        fields = ["kind", "position", "address"]
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer):
    """One save of the delivery form. ``late``: taken after the close. ``answers``: to the edition's own questions, by key.

    ``track``: the key of the line of the competition; empty where the edition has none."""

    entries = EntrySerializer(many=True, read_only=True)
    outside_entries = OutsideEntrySerializer(many=True, read_only=True)
    code = serializers.ListField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    answers = serializers.DictField(read_only=True)
    sdgs = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=17), read_only=True)
    opt_ins = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = SubmissionVersion
        fields = [
            "number", "title", "summary", "impact", "video", "code", "languages", "sdgs", "opt_ins", "consent", "answers",
            "track", "late", "at", "rules_digest", "entries", "outside_entries",
        ]  # fmt: skip
        read_only_fields = fields


class FindingSerializer(serializers.ModelSerializer):
    """What one check found; ``entry`` is null for a finding about the whole project."""

    check_id = serializers.CharField(read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = AuditFinding
        fields = ["entry", "check_id", "outcome", "severity", "facts"]
        read_only_fields = fields


class AuditSerializer(serializers.ModelSerializer):
    """A finished audit of a version."""

    findings = FindingSerializer(many=True, read_only=True)

    class Meta:
        model = Audit
        fields = ["id", "reason", "finished_at", "rules_digest", "findings"]
        read_only_fields = fields


class ProjectSerializer(serializers.ModelSerializer):
    """A team's project: its current version, and the last audit of that version that came to an end."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    team = serializers.CharField(source="team.name", read_only=True)
    current = VersionSerializer(read_only=True, allow_null=True)
    audit = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ["id", "edition", "team", "created_at", "withdrawn_at", "current", "audit"]
        read_only_fields = fields

    @extend_schema_field(AuditSerializer(allow_null=True))
    def get_audit(self, submission: Submission) -> dict[str, object] | None:
        """The one that ``queries.with_current`` fetched."""
        done = submission.current.last_done if submission.current else []
        return AuditSerializer(done[0]).data if done else None


class SpokenFindingSerializer(serializers.Serializer):
    """What one check found, in words: ``details`` say what, ``fix`` how to mend it (empty: there is nothing to do)."""

    check = serializers.CharField()
    outcome = serializers.ChoiceField(list(Outcome))
    severity = serializers.ChoiceField(list(Severity))
    title = serializers.CharField()
    details = serializers.CharField()
    fix = serializers.CharField()


class RepoReportSerializer(serializers.Serializer):
    """One repo, as the command line tells it, too. ``revision`` is empty where the repo was not found."""

    repo = serializers.CharField()
    kind = serializers.ChoiceField(list(RepoType))
    revision = serializers.CharField()
    edition = serializers.CharField()
    rules_digest = serializers.CharField()
    findings = SpokenFindingSerializer(many=True)
    statistics = serializers.DictField()


class ReadinessSerializer(serializers.Serializer):
    """How ready a project is for a criterion of the rubric, as far as a machine can tell. No score: ``percent`` is a share of checks.

    ``counted`` checks were judged, of which ``passed`` are in order; ``unknown`` could not be seen. ``percent`` is null where
    none was judged.
    """

    criterion = serializers.CharField()
    title = serializers.CharField()
    percent = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)
    passed = serializers.IntegerField()
    counted = serializers.IntegerField()
    unknown = serializers.IntegerField()
    checks = serializers.ListField(child=serializers.CharField())


class ReportSerializer(serializers.Serializer):
    """The report on a project's audit. ``changes``: how many findings were mended, are new, worse or better since the audit before
    (null: there was none)."""

    edition = serializers.CharField()
    rules_digest = serializers.CharField()
    audited_at = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField())
    repos = RepoReportSerializer(many=True)
    project_findings = SpokenFindingSerializer(many=True)
    readiness = ReadinessSerializer(many=True)
    changes = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
