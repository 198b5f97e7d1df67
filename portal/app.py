"""The application: a table of contents. Rooms that must hear of each other are joined here."""

import functools
import inspect

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import web
from portal.extensions import babel, db
from portal.publishing import published
from portal.settings import Settings, home
from portal.web.api.door import api
from portal.web.api.ogc_door import ogc
from portal.web.common import (
    cache,
    counting,
    errors,
    language,
    limits,
    numbers,
    preview,
    security,
    sent,
    templating,
    versions,
)
from portal.web.desk import entrance
from portal.web.desk.door import desk
from portal.web.embed.door import embed
from portal.web.site import door


def create_app(settings: Settings | None = None, *, clock: web.Clock | None = None) -> Flask:
    """The portal as a WSGI application. `clock` replaces the time of day (tests). An empty database is no error."""
    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("portal", static_folder=None, template_folder=str(home("templates")))
    app.config.from_mapping(
        SQLALCHEMY_ENGINES={"default": settings.engine},
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DOMAIN="messages",
        MAX_CONTENT_LENGTH=0,  # the public site takes no bodies
    )
    web.give(app, settings, clock)
    db.init_app(app)
    # Flask-SQLAlchemy-Lite closes asynchronous sessions after each request, in a thread and an event loop made for it;
    # there are none here, and without that a kept page takes a sixth of the time (bench/README.md).
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(f)]
    babel.init_app(app, locale_selector=language.locale)
    sent.start(app)
    templating.start(app)
    security.start(app)
    limits.start(app, settings)  # before the cache, so that kept answers count too
    counting.start(app)
    cache.start(app)
    errors.start(app)
    entrance.start(app, settings)  # it gives the application another JSON, so what that has to be comes after
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese as it is, half the bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]  # in the order of meaning
    versions.start(app)
    preview.start(app)
    app.url_map.converters["int"] = numbers.Number
    app.register_blueprint(door.files)
    app.register_blueprint(door.site)
    app.register_blueprint(api)
    app.register_blueprint(ogc)
    app.register_blueprint(embed)
    app.register_blueprint(desk)
    if settings.development:
        app.register_blueprint(door.workshop)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n)  # type: ignore[method-assign]
    return app


def join(app: Flask) -> None:
    """Let the search index and the published maps follow what is published in this process."""
    from portal import following  # noqa: PLC0415  it imports Folium, which no serving worker needs

    published.connect(functools.partial(following.follow, app))
