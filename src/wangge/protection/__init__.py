"""The data protection desk: what is processed and why, its assessments, breaches, and what was deleted (PIPL
§51–57)."""
