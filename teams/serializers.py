"""Teams, memberships and requests as JSON. What may be said is for ``teams.validators`` to judge, in the deeds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from teams import joining
from teams.actions import TeamDetails
from teams.models import JoinRequest, Membership, Team

MOST = 200
LONGEST = 5_000
LARGEST = 2**63 - 1


class Key(serializers.IntegerField):
    """The number of a row, as large as a database takes them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": LARGEST, **options})


class PersonSerializer(serializers.ModelSerializer):
    """Somebody by the name that others see; never their e-mail."""

    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name"]
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer):
    """A team. ``discord_channel`` is null for who is neither in it nor runs the edition; ``invite_url`` for who is not in it."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    captain = PersonSerializer(read_only=True)
    sdgs = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=17), read_only=True)
    topics = serializers.ListField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    skills_wanted = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_mine = serializers.BooleanField(read_only=True, help_text="Whether you are in it.")
    people = serializers.IntegerField(read_only=True, help_text="How many are in it.")
    free_seats = serializers.SerializerMethodField()
    discord_channel = serializers.SerializerMethodField()
    invite_url = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = [
            "id",
            "edition",
            "name",
            "captain",
            "is_mine",
            "people",
            "free_seats",
            "on_board",
            "idea",
            "sdgs",
            "topics",
            "languages",
            "skills_wanted",
            "discord_channel",
            "invite_url",
            "created_at",
        ]
        read_only_fields = fields

    def get_free_seats(self, team: Team) -> int:
        """How many more people fit."""
        return joining.free_seats(team.edition.parsed_rules, taken=team.people)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_discord_channel(self, team: Team) -> str | None:
        return team.discord_channel if team.is_open else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_invite_url(self, team: Team) -> str | None:
        """Whoever has it gets in, as long as teams can form."""
        if not team.is_mine:
            return None
        return self.context["request"].build_absolute_uri(reverse("teams:join", args=[team.invite_token]))


class NewTeamSerializer(serializers.Serializer):
    """What a team begins with."""

    edition = serializers.CharField(max_length=50, help_text="The edition's slug.")
    name = serializers.CharField(max_length=LONGEST, allow_blank=True)

    def validate_edition(self, slug: str) -> Edition:
        """The edition itself. What no database can look for has been refused by the field."""
        found = Edition.objects.filter(slug=slug).first()
        if found is None:
            raise serializers.ValidationError(_("No hay ninguna edición con esta dirección."))
        return found


class TeamChangeSerializer(serializers.Serializer):
    """What a team says of itself; what is left out stays as it is."""

    name = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    idea = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    sdgs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=17), max_length=MOST, required=False
    )
    topics = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST, required=False)
    languages = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST, required=False)
    skills_wanted = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST, required=False)
    discord_channel = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    on_board = serializers.BooleanField(required=False)

    def details_of(self, team: Team) -> TeamDetails:
        """What ``team`` says now, changed by what was sent; once valid."""
        said = {name: tuple(value) if isinstance(value, list) else value for name, value in self.validated_data.items()}
        return TeamDetails.of(team).but(**said)


class MembershipSerializer(serializers.ModelSerializer):
    """Somebody's seat in a team."""

    user = PersonSerializer(read_only=True)
    is_captain = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ["user", "role", "is_captain", "joined_at"]
        read_only_fields = fields

    def get_is_captain(self, membership: Membership) -> bool:
        return membership.team.captain_id == membership.user_id


class RoleSerializer(serializers.Serializer):
    """What somebody does in the team, in a few words."""

    role = serializers.CharField(max_length=LONGEST, allow_blank=True)


class ReasonSerializer(serializers.Serializer):
    """Why; the person is told, and it stays in the audit trail."""

    reason = serializers.CharField(max_length=500)


class CaptainSerializer(serializers.Serializer):
    """Who is to be captain: a member, by their number."""

    user = Key()


class TokenSerializer(serializers.Serializer):
    """The last part of an invitation's address."""

    token = serializers.CharField(max_length=100)


class MessageSerializer(serializers.Serializer):
    """A few lines to the other side; they may be left out."""

    message = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False, default="")


class InviteLinkSerializer(serializers.Serializer):
    """The address that lets people into the team."""

    invite_url = serializers.URLField()


class RequestTeamSerializer(serializers.ModelSerializer):
    """A team by its name."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Team
        fields = ["id", "name", "edition"]
        read_only_fields = fields


class JoinRequestSerializer(serializers.ModelSerializer):
    """Somebody who asked a team for a seat (``asked``), or whom a team has invited (``invited``)."""

    team = RequestTeamSerializer(read_only=True)
    user = PersonSerializer(read_only=True)

    class Meta:
        model = JoinRequest
        fields = ["id", "team", "user", "direction", "state", "message", "created_at", "answered_at"]
        read_only_fields = fields


class LookingPersonSerializer(serializers.Serializer):
    """Somebody on the board who looks for a team: what they chose to tell, as on their card there."""

    id = serializers.IntegerField(source="registration.pk", read_only=True)
    name = serializers.CharField(read_only=True)
    looking_for = serializers.CharField(source="registration.looking_for", read_only=True)
    languages = serializers.ListField(source="registration.languages", child=serializers.CharField(), read_only=True)
    topics = serializers.ListField(source="registration.topics", child=serializers.CharField(), read_only=True)
    skills = serializers.ListField(source="registration.skills", child=serializers.CharField(), read_only=True)
    timezone = serializers.CharField(source="registration.timezone", read_only=True)
