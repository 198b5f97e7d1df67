"""The desk: where bureaus write, review and publish. One table of addresses (`door`), each row with its guard.

Everything here is for people who are signed in, changes by POST alone, and is never kept by a cache. Below it stand the
verbs of `publishing`, which ask for themselves whether the person may.
"""
