"""``make bench``: how fast the site is with many people, measured on this machine against a real PostgreSQL.

Each figure stands beside its target and beside the same figure for a tenth of the people, measured in the same run: the
ratio of the two says how it grows, whatever the machine. Nothing here is a test; a busy machine fails no build.
``juries`` measures something else: how near the ranking comes to the truth, in juries of which the truth is known.
"""
