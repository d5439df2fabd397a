"""Rights of the person: what is held about them, who looked, and requests to correct, object, delete (PIPL §44–50)."""
