"""The launcher behind `./wangge`: database, set-up, processes, checks. Nothing here runs inside a request."""
