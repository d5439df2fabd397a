"""The jobs that see the register whole, by the names they act under."""

RETENTION = "registry.retention"
JOBS = (RETENTION,)
# Lets what belongs to somebody go along when two entries of them become one, and come back.
MERGING = "registry.merging"
# Makes the files of approved lists, and ends old ones.
EXPORTS = "registry.export"
# Marks what is due of requests, and lists their clocks without whose they are.
RIGHTS_WATCH = "registry.rights"
