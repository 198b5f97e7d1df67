"""The Shenyang Metropolitan Area's portal of seasonal routes, attractions and joint events.

`README.md` in this folder shows the rooms, the four straight lines through them and the dependency rule.
"""

__version__ = "0.7.0"
