"""What templates may call besides their page object: addresses, dates, numbers, words of the interface."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, cast
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from flask import Flask, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from werkzeug.local import LocalProxy

from portal.catalogue.cards import SHUT, AttractionCard
from portal.formats import navigation
from portal.formats.provenance import LICENCES
from portal.kernel.geo import Point
from portal.kernel.locale import BCP47, LANGUAGES
from portal.kernel.markup import prose, script_data
from portal.kernel.season import SHANGHAI, runs, season_of, today
from portal.maps import store
from portal.web import now, settings
from portal.web.common import assets, discovery, labels, language


def start(app: Flask) -> None:
    """Make templates strict (an unknown name is an error, not an empty space) and give them their words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(
        absolute=language.absolute,
        alternates=language.alternates,
        asset=asset,
        bundle=bundle,
        day=day,
        day_range=day_range,
        discovery=discovery.links,
        duration=duration,
        km=km,
        label=labels.label,
        licence_address=LICENCES.get,
        listed=listed,
        moment=moment,
        month_name=month_name,
        months_text=months_text,
        navigation=navigation_links,
        prose=prose,
        script_data=script_data,
        season_of=season_of,
        shut=shut,
        switch=switch,
        translated=translated,
        webcal=webcal,
    )
    # Proxies, not a context processor: macros of imported parts see globals alone.
    app.jinja_env.globals.update(
        lang=LocalProxy(language.current),
        lang_tag=LocalProxy(lambda: BCP47[language.current()]),
        today=LocalProxy(lambda: today(now())),
        map_approval=LocalProxy(lambda: settings().map_approval),
        offline_approval=LocalProxy(lambda: settings().offline_approval),
        basemap_address=LocalProxy(basemap_address),
    )


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does, so it may be cached for ever."""
    return url_for("files.static", name=name, v=assets.fingerprint(name))


def bundle(suffix: str, owner: str = "site") -> str:
    """The address of a style sheet (`css`), of the site's or of a frame's, or of the script that draws maps (`js`)."""
    fingerprint = assets.bundle_fingerprint(f"{owner}.{suffix}")
    return url_for("files.bundle", owner=owner, suffix=suffix, fingerprint=fingerprint)


def basemap_address() -> str:
    """The offline basemap's archive, for a page that draws its map by itself; empty before the maps are built."""
    name = store.archive(settings().maps_dir)
    return url_for("files.published_map", name=name) if name else ""


def navigation_links(place: AttractionCard) -> list[tuple[str, str]]:
    """(program, address) of each program that can lead to a place; none for a place of unknown position."""
    if place.lat is None or place.lon is None:
        return []
    return navigation.links(Point(place.lat, place.lon), place.name.text)


def shut(place: AttractionCard, on: date | None = None) -> str:
    """That nobody gets in today, and until when a notice says so; empty where one does, as far as anybody knows.

    `on` is another day, for plans: a notice that is over by then says nothing.
    """
    if place.state in SHUT:
        return labels.label("state", place.state)
    if not place.closed_by_notice or (on and place.closed_until and place.closed_until < on):
        return ""
    said = [labels.label("state", "closed")]
    if place.closed_until:
        said.append(str(_("until %(day)s", day=day(place.closed_until))))
    return ("，" if language.current() == "zh" else ", ").join(said)


def switch(lang: str) -> str:
    """This page in another language; off the language addresses, that language's home."""
    if request.endpoint and request.endpoint.startswith("site."):
        return language.same_page(request.endpoint, request.view_args or {}, lang)
    if request.endpoint == "api.docs":
        return url_for("api.docs", lang=lang)
    if request.blueprint == "ogc":  # one address for all languages, with a parameter for those who want another
        query = urlencode({**request.args.to_dict(flat=False), "lang": lang, "f": "html"}, doseq=True)
        return f"{request.script_root}{request.path}?{query}"
    return url_for("site.home", lang=lang)


def webcal(path: str) -> str:
    """The address by which a calendar program subscribes: `webcal:` in the place of http or https."""
    return f"webcal:{language.absolute(path).partition(':')[2]}"


def translated() -> list[tuple[str, str]]:
    """(language, its own name) for every language of the site."""
    names = {"zh": "中文", "en": "English"}
    return [(lang, names[lang]) for lang in LANGUAGES]


def _locale() -> Locale | None:
    return cast(Locale | None, get_locale())


def day(value: date, pattern: str = "long") -> str:
    """A date in words: 2026年9月20日, 20 September 2026. `pattern` is a CLDR length or skeleton-free pattern."""
    return format_date(value, pattern, locale=_locale())


def moment(value: datetime) -> str:
    """A day and a time of day in Shenyang: 2026年9月20日 14:05; 20 Sept 2026, 14:05."""
    pattern = "y年M月d日 HH:mm" if language.current() == "zh" else "d MMM y, HH:mm"
    return format_datetime(value.astimezone(SHANGHAI), pattern, locale=_locale())


def day_range(first: date, last: date | None) -> str:
    """A span of days without saying the year or month twice."""
    if last is None or last == first:
        return day(first)
    if language.current() == "zh":
        end = format_date(last, "M月d日" if first.year == last.year else "long", locale=_locale())
        if (first.year, first.month) == (last.year, last.month):
            end = f"{last.day}日"
        return f"{day(first)}至{end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{format_date(first, 'd MMMM' if first.year == last.year else 'long', locale=_locale())} – {day(last)}"


def month_name(month: int, *, short: bool = False) -> str:
    """A month's name."""
    return format_date(date(2000, month, 1), "LLL" if short else "LLLL", locale=_locale())


def months_text(months: Sequence[int]) -> str:
    """Months as a sentence part: 4月至5月、10月; April to May and October."""
    found = runs(months)
    if found == [(1, 12)]:
        return str(_("all year"))
    parts = [
        month_name(a) if a == b else _("%(first)s to %(last)s", first=month_name(a), last=month_name(b))
        for a, b in found
    ]
    return listed(parts)


def listed(parts: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Words joined as the language joins them: all of them, or one of them."""
    return format_list([str(part) for part in parts], style=style, locale=_locale())


def km(value: float) -> str:
    """A distance for a person: 850 m, 3.4 km, 27 km."""
    if value < 1:
        return str(_("%(n)s m", n=int(round(value, 2) * 1000)))
    digits = 1 if value < 10 else 0  # noqa: PLR2004  one decimal below ten
    return str(_("%(n)s km", n=f"{value:.{digits}f}"))


def duration(minutes: int) -> str:
    """Minutes for a person: 45 min, 2 h, 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(n)s min", n=rest))
    return str(_("%(n)s h", n=hours) if not rest else _("%(h)s h %(m)s min", h=hours, m=rest))
