"""What is done with mail: put it in the outbox, send what is there, hear that it came back, want no more of it."""

from hackathon.mail.actions.bounces import record_bounce
from hackathon.mail.actions.delivering import deliver
from hackathon.mail.actions.preferences import opt_in, opt_out
from hackathon.mail.actions.queueing import LANGUAGE, Letter, enqueue, enqueue_many
from hackathon.mail.actions.sweeping import resend, sweep

__all__ = [
    "LANGUAGE",
    "Letter",
    "deliver",
    "enqueue",
    "enqueue_many",
    "opt_in",
    "opt_out",
    "record_bounce",
    "resend",
    "sweep",
]
