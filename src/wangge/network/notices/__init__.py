"""Notices (公告): what a centre tells the people of a region, shown to everybody from a day to a day."""
