"""A whole city's file of people from the command line: read as a stream, entered by the rules and the door of tables.

Lines are dealt out to processes by their grid, so that no two of them come upon the same address, home or household;
each takes them in by the thousand, a transaction each. No note is kept of how far it came: the register says that,
and the same file again enters nobody who is there.
"""
