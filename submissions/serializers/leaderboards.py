"""Boards of models over HTTP. Harness words for scores."""

from rest_framework import serializers


class BoardTaskSerializer(serializers.Serializer):
    """A column of a board."""

    task = serializers.CharField()
    metric = serializers.CharField()
    filter = serializers.CharField()
    num_fewshot = serializers.IntegerField(allow_null=True)
    language = serializers.CharField()
    weight = serializers.FloatField()
    lower_is_better = serializers.BooleanField()


class BoardSerializer(serializers.Serializer):
    """A suite and whether its board is public: ``published_at`` is null as long as only organisers see it."""

    suite = serializers.CharField(source="suite.key")
    version = serializers.IntegerField(source="suite.version")
    normalised = serializers.BooleanField(source="suite.normalised")
    languages = serializers.ListField(child=serializers.CharField(), source="suite.languages")
    published_at = serializers.DateTimeField(allow_null=True)
    tasks = BoardTaskSerializer(many=True, source="suite.tasks")


class BoardScoreSerializer(serializers.Serializer):
    """What a model got on a task; ``stderr`` is null where the harness gave none."""

    value = serializers.FloatField()
    stderr = serializers.FloatField(allow_null=True)


class BoardModelSerializer(serializers.Serializer):
    """A model on a board. ``rank`` is null where it is partial; ``rank_best`` to ``rank_worst`` are the places that its error allows.

    ``mean`` is that of the board's tasks, null where one is missing; ``missing`` are the tasks of the suite that it lacks.
    """

    run = serializers.IntegerField()
    rank = serializers.IntegerField(allow_null=True)
    rank_best = serializers.IntegerField(allow_null=True)
    rank_worst = serializers.IntegerField(allow_null=True)
    model = serializers.CharField()
    revision = serializers.CharField()
    parameters = serializers.IntegerField(allow_null=True)
    license = serializers.CharField()
    type = serializers.CharField()
    base_model = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    baseline = serializers.BooleanField()
    partial = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())
    mean = BoardScoreSerializer(allow_null=True)
    scores = serializers.DictField(child=BoardScoreSerializer())
