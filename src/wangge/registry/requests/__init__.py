"""Rights of the person (PIPL §44–50): what is held about them, who looked, and what they ask for."""
