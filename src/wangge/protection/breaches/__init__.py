"""The record of breaches: contained, assessed, told to the authority and to people, closed with what was learnt
(§57)."""
