"""A city filled with any number of events: what the demo's cases went through, told again in every grid."""
