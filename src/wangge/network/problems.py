"""Kinds of problem of the network."""

from wangge.core.problems import kind
from wangge.core.words import N_

BROKEN_COVERAGE = kind("boundary.broken", 422, N_("These outlines would not fit together"))
OVERLAPPING = kind("posting.overlap", 409, N_("This person already serves there in that role on those days"))
OUTSIDE = kind("place.outside", 422, N_("This place lies outside the city"))
