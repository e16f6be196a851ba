"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge


def certificates_soon(batch_id: int) -> bool:
    """Nudge a worker towards a batch of certificates; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("judging.tasks.make_certificates", batch_id)


def archive_soon(archive_id: int) -> bool:
    """Nudge a worker towards an archive; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("judging.tasks.make_archive", archive_id)


def dataset_soon(push_id: int) -> bool:
    """Nudge a worker towards what is to be sent to the Hub; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("judging.tasks.push_dataset", push_id)
