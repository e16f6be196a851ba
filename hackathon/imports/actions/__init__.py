"""What is done to lists of attendees."""

from hackathon.imports.actions.claiming import Claimed, seat_claimed, welcome
from hackathon.imports.actions.running import run, sweep
from hackathon.imports.actions.uploading import (
    ImportRefused,
    LooksOtherwise,
    MappingIncomplete,
    NotWaiting,
    choose_columns,
    confirm,
    discard,
    record_report_export,
    retry,
    upload,
)

__all__ = [
    "Claimed",
    "ImportRefused",
    "LooksOtherwise",
    "MappingIncomplete",
    "NotWaiting",
    "choose_columns",
    "confirm",
    "discard",
    "record_report_export",
    "retry",
    "run",
    "seat_claimed",
    "sweep",
    "upload",
    "welcome",
]
