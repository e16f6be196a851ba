"""The Celery application. Tasks live in the apps; a message is only a nudge, the database row is the queue."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

# kombu's own lets a worker read a message that is still being written.
TRANSPORT_ALIASES["filesystem"] = "hackathon.broker:Transport"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackathon.settings")

app = Celery("hackathon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
