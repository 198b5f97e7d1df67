"""Accounts: how people prove who they are. Only signing in knows them; the rest of the house knows persons.

`rows` are the tables, `signing` the browsers in which somebody is signed in, `links` the one-time links by which a
password is set, `colleagues` the verbs of administration, `passwords` what a password must be. None commits, except
that a failed try is written down at once.
"""

from portal.accounts.rows import Account, OneTimeLink, SignIn

__all__ = ["Account", "OneTimeLink", "SignIn"]
