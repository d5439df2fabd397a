"""`./wangge demo`: one report through the eleven steps over HTTP, by the people who would do it."""
