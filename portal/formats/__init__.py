"""Formats that other programs read: one value in, bytes out. Knows no web; addresses come in ready made."""
