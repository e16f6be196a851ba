"""The board of likes, as JSON."""

from rest_framework import serializers

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.evaluation.likes_states import LeftOut, Surety
from submissions.queries.likes import Stage

# What the schema says of values that come from enumerations.
KIND, REPO_TYPE, WHY, SURETY, STAGE = (
    [one.value for one in enum] for enum in (ArtefactKind, RepoType, LeftOut, Surety, Stage)
)


class StandingSerializer(serializers.Serializer):
    """How a project or a repo stands."""

    rank = serializers.IntegerField(allow_null=True, help_text="Equal ones share a place.")
    score = serializers.IntegerField(help_text="Likes that count for the place.")
    likes = serializers.IntegerField(help_text="All likes, the team's own among them.")
    own_likes = serializers.IntegerField(help_text="Likes of the team's own people.")
    own_likes_unsure = serializers.BooleanField(help_text="The Hub did not tell who likes some of it.")
    growth_7_days = serializers.IntegerField(allow_null=True)
    mention = serializers.BooleanField(help_text="An honourable mention; none before the count is final.")


class LikedProjectSerializer(StandingSerializer):
    """A project; without its name where it may not be published."""

    project = serializers.CharField(allow_null=True)
    team = serializers.CharField(allow_null=True)
    likes_corpus = serializers.IntegerField(allow_null=True)
    likes_model = serializers.IntegerField(allow_null=True)
    likes_demo = serializers.IntegerField(allow_null=True)


class LikedRepoSerializer(StandingSerializer):
    """A repo of the edition's organisations."""

    repo_type = serializers.ChoiceField(REPO_TYPE)
    repo_id = serializers.CharField()
    kind = serializers.ChoiceField(KIND)
    projects = serializers.CharField(help_text="The titles of the projects that deliver it, joined by semicolons.")
    late_likes = serializers.IntegerField(help_text="Given after the moment of the count: they do not count.")
    undated_likes = serializers.IntegerField(
        help_text="Of these the Hub did not tell when they were given: they count."
    )
    surety = serializers.ChoiceField(SURETY, allow_null=True, help_text="How sure the count is; null before it.")


class LeftOutSerializer(serializers.Serializer):
    """A repo that is not counted."""

    repo_type = serializers.ChoiceField(REPO_TYPE)
    repo_id = serializers.CharField()
    why = serializers.ChoiceField(WHY)
    original = serializers.CharField(allow_null=True, help_text="The Space of which it is a copy.")
    projects = serializers.CharField()


class LikesSerializer(serializers.Serializer):
    """The whole board."""

    edition = serializers.SlugField()
    stage = serializers.ChoiceField(STAGE)
    counted_for = serializers.DateTimeField(allow_null=True, help_text="The moment of the count by the rules.")
    taken_at = serializers.DateTimeField(allow_null=True, help_text="When we had the Hub's lists for the count.")
    looked_at = serializers.DateTimeField(allow_null=True, help_text="When we last looked at the lists.")
    own_likes_count = serializers.BooleanField()
    late_likes = serializers.IntegerField()
    undated_likes = serializers.IntegerField()
    projects = LikedProjectSerializer(many=True)
    repos = LikedRepoSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
