"""Everything that changes a submission or its audits."""

from submissions.actions.asking import QueueFull, TooOften, ask_open_audit
from submissions.actions.auditing import audit
from submissions.actions.closing import close
from submissions.actions.correcting import corrected, corrections, with_room
from submissions.actions.drafting import TooMuch, Typed, discard_draft, recover_draft, save_draft
from submissions.actions.evaluating.following import follow as follow_evaluation
from submissions.actions.evaluating.organising import (
    HubDidNotSay,
    NoSuchSuite,
    NotPossible,
    publish_board,
    request_evaluation,
    withdraw_board,
)
from submissions.actions.evaluating.organising import cancel as cancel_evaluation
from submissions.actions.evaluating.organising import put_first as put_evaluation_first
from submissions.actions.evaluating.organising import retry as retry_evaluation
from submissions.actions.evaluating.organising import retry_failed as retry_failed_evaluations
from submissions.actions.evaluating.removing import NotImported, remove_imported
from submissions.actions.evaluating.running import evaluate_next
from submissions.actions.evaluating.sweeping import sweep_evaluations
from submissions.actions.evaluation_sets import CannotLoad, NoReason, delete_evaluation_set, load_evaluation_set
from submissions.actions.keeping import keep_watch
from submissions.actions.likes import Listing as LikesListing
from submissions.actions.likes import keep_likes, note_likes
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
from submissions.actions.tracks import CannotMove, correct_track
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
    "CannotMove",
    "EntriesRefused",
    "HubDidNotSay",
    "LikesListing",
    "NoReason",
    "NoSuchSuite",
    "NotAMember",
    "NotImported",
    "NotPossible",
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
    "cancel_evaluation",
    "close",
    "correct_track",
    "corrected",
    "corrections",
    "delete_evaluation_set",
    "discard_draft",
    "evaluate_next",
    "finish_look",
    "follow_evaluation",
    "keep_likes",
    "keep_watch",
    "load_evaluation_set",
    "note_likes",
    "open_audit",
    "publish_board",
    "put_evaluation_first",
    "receive_push",
    "recover_draft",
    "rejudge",
    "rejudge_stale",
    "remove_imported",
    "request_audit",
    "request_evaluation",
    "resolve_typed",
    "restore",
    "retry_evaluation",
    "retry_failed_evaluations",
    "save_draft",
    "submit",
    "submit_video",
    "sweep",
    "sweep_evaluations",
    "sweep_lists",
    "sweep_open_audits",
    "take_snapshots",
    "takes_only_video",
    "watch",
    "with_room",
    "withdraw",
    "withdraw_board",
]
