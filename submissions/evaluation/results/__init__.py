"""Result files of the evaluation harness, of all its versions, as one kind of run. Pure.

A file is data that strangers wrote: it is read within limits, what is no score is left out and said, and no value is made up.
"""

from submissions.evaluation.results.parsing import parse, parse_tree
from submissions.evaluation.results.shapes import Left, NotResults, ParsedRun, Refusal, Skipped, TaskScore

__all__ = ["Left", "NotResults", "ParsedRun", "Refusal", "Skipped", "TaskScore", "parse", "parse_tree"]
