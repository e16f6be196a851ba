"""What projects did outside the jury's reviews, as lists of counts. Pure."""

from judging.activities.lists import MOST, Fault, Problem, Read, Unusable, read_counts, same_name

__all__ = ["MOST", "Fault", "Problem", "Read", "Unusable", "read_counts", "same_name"]
