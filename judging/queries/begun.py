"""When a review has been begun: as soon as anything is in it, whatever it is."""

from django.db.models import Q, QuerySet

from judging.models import Assignment

BEGUN = (
    Q(saved_at__isnull=False)
    | Q(submitted_at__isnull=False)
    | ~Q(comment="")
    | ~Q(note="")
    | Q(juror_point=True)
    | Q(confidence__isnull=False)
    | Q(scores__isnull=False)
    | Q(remarks__isnull=False)
)


def begun(reviews: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those in which somebody has written anything."""
    return reviews.filter(pk__in=Assignment.objects.filter(BEGUN).order_by().values("pk"))
