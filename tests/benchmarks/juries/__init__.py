"""Juries that never sat: what is known of them is everything, so methods of ranking can be held against the truth.

``kinds`` says what they are made of, ``drawing`` makes one, ``truth`` tells what an infinite jury would give, ``methods`` rank
its reviews, and ``measures`` say how near each came. The same seed gives the same jury.
"""
