"""Tables of people on their way into the register: read, columns named, compared, entered."""
