"""Search: what people type -> keys with scores. The only room that touches Whoosh.

`lexicon` knows how people spell, `entries` what a document gives to search, `index` builds a generation in a new folder
and swaps it in, `query` reads it. Never rows, never HTML: the catalogue makes cards of the keys.
"""
