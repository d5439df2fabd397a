"""Wangge (网格): an open platform for grid-based community governance."""
