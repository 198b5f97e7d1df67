"""Plain functions that know nothing of the portal: text, geo, season, locale, markup, locks, errors.

Everything above may import this room; it imports nothing of ours, so each module can be read alone.
"""
