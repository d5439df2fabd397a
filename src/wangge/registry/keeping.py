"""The jobs that see the register whole, by the names they act under."""

RETENTION = "registry.retention"
JOBS = (RETENTION,)
RIGHTS_WATCH = "registry.rights"  # marks what is due of requests, and lists their clocks without whose they are
