"""What the catalogue shows, in the formats of other programs: one thing in, bytes out. WGS-84 everywhere.

Text from people is escaped here, by the format's own library; nothing here knows Flask.
"""
