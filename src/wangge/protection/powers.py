"""The powers of the desk: work at it, or read it."""

DESK, SEE = "protection.desk", "protection.see"
