"""Everything that changes a submission or its audits."""

from submissions.actions.asking import QueueFull, TooOften, ask_open_audit
from submissions.actions.auditing import audit
from submissions.actions.closing import close
from submissions.actions.correcting import corrected, corrections, with_room
from submissions.actions.drafting import TooMuch, Typed, discard_draft, recover_draft, save_draft
from submissions.actions.evaluation_sets import CannotLoad, NoReason, delete_evaluation_set, load_evaluation_set
from submissions.actions.keeping import keep_watch
from submissions.actions.looking import TIMEOUT as LOOK_TIMEOUT
from submissions.actions.open_auditing import KEPT as OPEN_AUDITS_KEPT
from submissions.actions.open_auditing import open_audit, sweep_open_audits
from submissions.actions.pushes import receive_push
from submissions.actions.rejudging import rejudge, rejudge_stale
from submissions.actions.repo_looks import finish_look
from submissions.actions.requesting import AuditUnderWay, TooSoon, request_audit
from submissions.actions.resolving import EntriesRefused, resolve_typed
from submissions.actions.snapshots import take_snapshots
from submissions.actions.submitting import SubmissionInput, Superseded, submit
from submissions.actions.sweeping import sweep
from submissions.actions.sweeps import sweep_lists
from submissions.actions.videoing import NothingDelivered, submit_video, takes_only_video
from submissions.actions.watching import watch
from submissions.actions.windows import NotAMember, WindowClosed
from submissions.actions.withdrawing import restore, withdraw
from submissions.validators import TypedEntry

__all__ = [
    "LOOK_TIMEOUT",
    "OPEN_AUDITS_KEPT",
    "AuditUnderWay",
    "CannotLoad",
    "EntriesRefused",
    "NoReason",
    "NotAMember",
    "NothingDelivered",
    "QueueFull",
    "SubmissionInput",
    "Superseded",
    "TooMuch",
    "TooOften",
    "TooSoon",
    "Typed",
    "TypedEntry",
    "WindowClosed",
    "ask_open_audit",
    "audit",
    "close",
    "corrected",
    "corrections",
    "delete_evaluation_set",
    "discard_draft",
    "finish_look",
    "keep_watch",
    "load_evaluation_set",
    "open_audit",
    "receive_push",
    "recover_draft",
    "rejudge",
    "rejudge_stale",
    "request_audit",
    "resolve_typed",
    "restore",
    "save_draft",
    "submit",
    "submit_video",
    "sweep",
    "sweep_lists",
    "sweep_open_audits",
    "take_snapshots",
    "takes_only_video",
    "watch",
    "with_room",
    "withdraw",
]
