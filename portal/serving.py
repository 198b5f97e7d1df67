"""A served site: Granian with its workers and, beside them, the process that follows what is published."""

import multiprocessing
import os
import signal

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from portal.app import create_app
from portal.settings import Settings


def serve(host: str, port: int, workers: int, settings: Settings) -> None:
    """Answer at host and port until stopped, and keep this node's index and maps at what any node published."""
    # Beside the workers, not in one: building imports Whoosh, pypinyin and Folium, and takes seconds of a processor.
    follower = multiprocessing.get_context("spawn").Process(
        target=_follow, args=(settings,), daemon=True, name="portal-follower"
    )
    follower.start()
    Server(
        "portal.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _follow(settings: Settings) -> None:
    from portal import following  # noqa: PLC0415  see its first lines

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    server = os.getppid()  # another one once the server is gone, however it went
    following.watch(create_app(settings), is_wanted=lambda: os.getppid() == server)
