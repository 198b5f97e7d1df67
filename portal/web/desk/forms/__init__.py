"""Forms made from documents: what the desk asks (`kinds`, one table a kind), how it is read and shown again.

A field's name is its dotted path in the document, list entries counted from 0: `days.0.stops.2.attraction`. Reading is
total: whatever was typed is kept, and what is wrong with it is told beside its field and not refused.
"""
