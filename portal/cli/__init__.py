"""The program `portal`: `program` starts and serves, a module a group of commands, `common` what they share."""

from portal.cli.program import cli, main

__all__ = ["cli", "main"]
