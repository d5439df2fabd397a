"""Lists that leave the register: for a purpose, approved by a second person, marked for whom they are, soon gone."""
