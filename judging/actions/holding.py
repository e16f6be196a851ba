"""Whatever changes who judges what in an edition holds the edition first, so that two people do one after the other."""

from hackathon.editions.models import Edition


def hold(edition: Edition) -> Edition:
    """The edition, held until the end of the transaction."""
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
