"""The jobs that see the register whole, by the names they act under."""

RETENTION = "registry.retention"
JOBS = (RETENTION,)
