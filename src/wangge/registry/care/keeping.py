"""The jobs that see care entries whole, by the names they act under."""

# Ends what is over and deletes what has ended; keeps in step with where somebody lives now.
CARE = "care.ending"
# Counts entries by register, and gives out nothing else.
COUNTING = "care.counting"
# Gives an entry into other hands than those of whoever acts, who then no longer sees it.
GIVING = "care.giving"
JOBS = (CARE, COUNTING, GIVING)
