"""The tests keep their own laws: nobody else's machine, nobody else's settings, nothing left behind."""

import os
import socket

import pytest
from conftest import ROOT

from portal.publishing import published


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80)])
def test_no_test_can_reach_another_machine(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as line, pytest.raises(AssertionError, match="not on this machine"):
        line.connect(address)


def test_a_test_can_reach_its_own_machine():
    with socket.socket() as here, socket.socket() as line:
        here.bind(("127.0.0.1", 0))
        here.listen()
        line.connect(here.getsockname())


def test_no_setting_of_the_person_who_runs_the_tests_is_seen(tmp_path):
    assert [name for name in os.environ if name.startswith("PORTAL_")] == []
    assert not os.path.samefile(os.getcwd(), ROOT)


def test_who_listened_in_one_test_is_gone_in_the_next():
    assert published._listeners == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("tests/**/test_*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_test_waits_by_the_clock_or_replaces_our_own_code(path):
    if path.samefile(__file__):
        return
    text = path.read_text(encoding="utf-8")
    sleeps = [line for line in text.splitlines() if "sleep(" in line and "#" not in line]

    assert sleeps == []
    assert "unittest.mock" not in text
    assert 'setattr("portal' not in text
