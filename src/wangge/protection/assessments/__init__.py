"""Impact assessments: written, approved by a second person, looked at again in time, kept for years (PIPL §55–56)."""
