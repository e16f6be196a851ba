"""Everything that changes a submission or its audits."""

from submissions.actions.auditing import audit
from submissions.actions.closing import close
from submissions.actions.keeping import keep_watch
from submissions.actions.pushes import receive_push
from submissions.actions.rejudging import rejudge, rejudge_stale
from submissions.actions.drafting import TooMuch, Typed, discard_draft, recover_draft, save_draft
from submissions.actions.requesting import AuditUnderWay, TooSoon, request_audit
from submissions.actions.resolving import EntriesRefused
from submissions.actions.snapshots import take_snapshots
from submissions.actions.submitting import SubmissionInput, Superseded, submit
from submissions.actions.sweeping import sweep
from submissions.actions.sweeps import sweep_lists
from submissions.actions.watching import watch
from submissions.actions.windows import NotAMember, WindowClosed
from submissions.actions.withdrawing import restore, withdraw
from submissions.validators import TypedEntry

__all__ = [
    "AuditUnderWay",
    "EntriesRefused",
    "NotAMember",
    "SubmissionInput",
    "Superseded",
    "TooMuch",
    "TooSoon",
    "Typed",
    "TypedEntry",
    "WindowClosed",
    "audit",
    "close",
    "keep_watch",
    "receive_push",
    "rejudge",
    "rejudge_stale",
    "discard_draft",
    "recover_draft",
    "request_audit",
    "restore",
    "save_draft",
    "submit",
    "sweep",
    "sweep_lists",
    "take_snapshots",
    "watch",
    "withdraw",
]
