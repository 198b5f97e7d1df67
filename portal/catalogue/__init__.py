"""Reading for the public: every SELECT a visitor causes, and the dataclasses that templates may use.

Everything published fits in memory, so one process keeps one immutable `Shelf` for each published version and answers
lists, facets and pages from it. Knows documents and rows; knows no web.
"""
