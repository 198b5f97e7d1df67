"""Content files and documents: read a folder, check it whole, load it in one transaction, dump it byte for byte.

The law of the round trip: `dump(load(folder)) == folder`. Files are UTF-8 YAML 1.2, one document a file, the file name
is the key. Knows documents, rows and publishing; knows no web.
"""
