"""How much one may ask for: told in every answer, kept or not, by address or by key, counted in memory or in Redis."""

import logging
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis as redis_client
from conftest import NOW, SITES, Site
from serving import free_port, running
from silence import listening
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.catalogue import partners
from portal.extensions import db
from portal.model import Partner
from portal.publishing import actions
from portal.settings import Settings

API = "/api/v1/routes"


@pytest.fixture
def limited(small: Site) -> Iterator[Site]:
    """The small site, where one address may ask three times a minute. For reading only."""
    site = worker(small, api_limit="3 per minute")
    yield site
    site.close()


@pytest.fixture
def own_limited(make_site: Callable[..., Site]) -> Site:
    """The same as a site of the test's own, which may give keys."""
    return make_site(SITES / "good", api_limit="3 per minute")


def worker(site: Site, **more: object) -> Site:
    """A worker of its own over a site, with other settings."""
    settings = Settings(_env_file=None, **{**site.settings.model_dump(), **more})
    return Site(create_app(settings, clock=lambda: NOW), settings)


def remaining(answer: TestResponse) -> int:
    return int(answer.headers["RateLimit-Remaining"])


def key_of(site: Site, quota: int, name: str = "A hotel") -> str:
    """A partner's key, as a bureau gives it."""
    key = secrets.token_urlsafe(18)
    with site.app.app_context():
        somebody = actions.person(db.session, "tester", NOW)
        db.session.add(
            Partner(
                name=name,
                bureau="shenyang",
                hint=key[:8],
                digest=partners.digest(key),
                origins=[],
                quota=quota,
                created=NOW,
                created_by_id=somebody.id,
            )
        )
        db.session.commit()
    return key


def test_every_answer_says_how_much_is_left_kept_ones_too(limited):
    client = limited.client()
    answers = [client.get(API) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [remaining(answer) for answer in answers] == [2, 1, 0]
    for answer in answers:
        assert answer.headers["RateLimit-Limit"] == "3"
        assert answer.headers["RateLimit-Policy"] == "3;w=60"
        assert 0 < int(answer.headers["RateLimit-Reset"]) <= 60
        assert "Retry-After" not in answer.headers


def test_beyond_that_comes_a_problem_that_says_when_to_try_again(limited, lang):
    client = limited.client()
    for _ in range(3):
        client.get(API)
    refused = client.get(f"{API}?lang={lang}")

    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.json["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert remaining(refused) == 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.headers["Cache-Control"] == "no-store"


def test_when_the_window_has_passed_one_may_ask_again(limited, monkeypatch):
    client, real = limited.client(), time.time
    for _ in range(4):
        client.get(API)
    monkeypatch.setattr(time, "time", lambda: real() + 61)

    assert client.get(API).status_code == 200


def test_pages_for_people_are_not_counted(limited):
    client = limited.client()
    for path in ("/en/", "/en/routes/", "/static/favicon.svg", "/healthz", "/en/search/?q=palace"):
        assert "RateLimit-Limit" not in client.get(path).headers
    assert remaining(client.get(API)) == 2


def test_what_is_not_there_or_has_not_changed_counts_and_a_preflight_does_not(limited):
    client = limited.client()
    tag = client.get(API).headers["ETag"]

    assert "RateLimit-Limit" not in client.options(API).headers
    assert remaining(client.get("/api/v1/nothing")) == 1
    unchanged = client.get(API, headers={"If-None-Match": tag})
    assert (unchanged.status_code, remaining(unchanged)) == (304, 0)


@pytest.mark.parametrize("path", ["/api/v1/search?q=x", "/ogc", "/oembed?url=x", "/data/latest/manifest.json"])
def test_every_door_for_programs_is_limited(limited, path):
    client = limited.client()
    for _ in range(3):
        assert client.get(path).status_code != 429

    assert client.get(path).status_code == 429


def test_each_address_is_counted_by_itself(limited):
    client = limited.client()
    here = [remaining(client.get(API, environ_base={"REMOTE_ADDR": "203.0.113.7"})) for _ in range(2)]
    there = remaining(client.get(API, environ_base={"REMOTE_ADDR": "203.0.113.8"}))

    assert (here, there) == ([2, 1], 2)


def test_a_network_of_ipv6_is_one_address(limited):
    client = limited.client()
    asked = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"]

    assert [remaining(client.get(API, environ_base={"REMOTE_ADDR": a})) for a in asked] == [2, 1, 2]


def test_a_header_that_anybody_can_send_is_no_address(limited):
    client = limited.client()
    left = [remaining(client.get(API, headers={"X-Forwarded-For": f"203.0.113.{n}"})) for n in range(3)]

    assert left == [2, 1, 0]


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(small):
    client = worker(small, api_limit="3 per minute", trusted_proxies=1).client()
    left = [remaining(client.get(API, headers={"X-Forwarded-For": f"203.0.113.7, 198.51.100.{n}"})) for n in (1, 1, 2)]

    assert left == [2, 1, 2]


def test_a_partner_has_a_quota_of_their_own_by_the_hour(own_limited):
    client, key = own_limited.client(), key_of(own_limited, quota=5)
    for _ in range(4):
        client.get(API)
    answers = [client.get(API, headers={"X-Api-Key": key}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["RateLimit-Policy"] == "5;w=3600"
    assert answers[0].json["total"] == 5


def test_two_partners_do_not_share_a_quota(own_limited):
    client = own_limited.client()
    first, second = key_of(own_limited, 5), key_of(own_limited, 5, name="A museum")
    client.get(API, headers={"X-Api-Key": first})

    assert remaining(client.get(API, headers={"X-Api-Key": second})) == 4


@pytest.mark.parametrize("key", ["nobody-has-this", "x" * 5_000, "' OR 1=1 --"])
def test_a_key_that_nobody_has_is_refused(limited, key, lang):
    answer = limited.client().get(f"{API}?lang={lang}", headers={"X-Api-Key": key})

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].lower() == 'apikey realm="x-api-key header"'
    assert key not in answer.text


def test_a_revoked_key_stops_to_count_at_once(own_limited):
    client, key = own_limited.client(), key_of(own_limited, quota=5)
    assert client.get(API, headers={"X-Api-Key": key}).status_code == 200
    with own_limited.app.app_context():
        db.session.query(Partner).one().revoked = NOW
        db.session.commit()

    assert client.get(API, headers={"X-Api-Key": key}).status_code == 401


def test_no_address_is_written_to_the_log(limited, caplog):
    caplog.set_level(logging.DEBUG)
    for _ in range(5):
        limited.client().get(API, environ_base={"REMOTE_ADDR": "203.0.113.7"})

    assert "203.0.113.7" not in caplog.text


@pytest.mark.parametrize("limit", ["many", "0", "5 per fortnight", ""])
def test_a_limit_that_means_nothing_stops_the_start(limit):
    with pytest.raises(ValueError, match="api_limit"):
        Settings(_env_file=None, api_limit=limit)


# Redis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a real Redis of this test's own, and its process."""
    program, port = shutil.which("redis-server"), free_port()
    assert program, "the tests need redis-server; see tests/need.sh"
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running(command, port, cwd=tmp_path) as process:
        yield f"redis://127.0.0.1:{port}", process


def test_workers_with_a_redis_count_together_and_without_one_each_by_itself(small, redis):
    address, _ = redis
    together = [worker(small, api_limit="3 per minute", redis_url=address).client() for _ in range(2)]
    alone = [worker(small, api_limit="3 per minute").client() for _ in range(2)]

    assert [remaining(client.get(API)) for client in together] == [2, 1]
    assert [remaining(client.get(API)) for client in alone] == [2, 2]


def test_redis_forgets_an_address_with_its_window(small, redis):
    address, _ = redis
    worker(small, api_limit="3 per minute", redis_url=address).client().get(API)
    with redis_client.Redis.from_url(address) as store:
        lives = [store.ttl(key) for key in store.scan_iter()]

    assert lives
    assert all(0 < life <= 60 for life in lives)


def test_without_its_redis_the_site_goes_on_and_counts_by_itself(small, redis):
    address, process = redis
    client = worker(small, api_limit="3 per minute", redis_url=address).client()
    assert client.get(API).status_code == 200
    process.terminate()
    process.wait(20)
    answers = [client.get(API) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


def test_a_redis_that_hangs_stops_nobody(small):
    with listening() as port:
        client = worker(small, api_limit="3 per minute", redis_url=f"redis://127.0.0.1:{port}").client()
        statuses = [client.get(API).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]


def test_trying_keys_out_is_counted(small):
    client = worker(small, api_limit="3 per minute").client()
    statuses = [client.get(API, headers={"X-Api-Key": f"sy_guess{n}"}).status_code for n in range(4)]

    assert statuses == [401, 401, 401, 429]
