"""The language of a request: the first part of its address, and nothing else."""

import re
from typing import Any
from urllib.parse import urlencode

from flask import Request, g, has_request_context, request, url_for
from werkzeug.datastructures import MultiDict

from portal.kernel.errors import NotFound
from portal.kernel.locale import BCP47, LANGUAGES
from portal.web import settings

_TAGS = re.compile(r"utm_|from$|isappinstalled$|scene$|share|nsukey$|wechat|fbclid$|gclid$|msclkid$|spm$")

LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}


def locale() -> str:
    """The Babel locale of this request."""
    return LOCALES[current()]


def current() -> str:
    """The language of this request; outside the language addresses, what `lang` or else the browser asks for."""
    if not has_request_context():
        return LANGUAGES[0]
    if "lang" not in g:
        given = (request.args.getlist("lang") or [""])[-1]
        g.lang = given if given in LANGUAGES else preferred(request)
    return str(g.lang)


def preferred(incoming: Request) -> str:
    """The portal's language that Accept-Language likes best, Chinese otherwise."""
    first = incoming.path.split("/")[1] if "/" in incoming.path else ""
    if first in LANGUAGES:
        return first
    tags = {"zh": "zh", "zh-cn": "zh", "zh-hans": "zh", "en": "en"}
    for tag, quality in incoming.accept_languages:
        found = tags.get(tag.lower()) or tags.get(tag.lower().split("-")[0])
        if found and quality > 0:
            return found
    return LANGUAGES[0]


def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language out of the address. An unknown language is a 404."""
    if values is None or "lang" not in values:
        return
    lang = values.pop("lang")
    if lang not in LANGUAGES:
        raise NotFound("no such language", field="lang", given=str(lang))
    g.lang = lang


def put(endpoint: str, values: dict[str, Any]) -> None:
    """Give every address of the site the page's own language unless another is named."""
    if endpoint.startswith("site."):
        values.setdefault("lang", current())


def alternates() -> list[tuple[str, str]]:
    """(hreflang, absolute address) of this page in every language, and x-default; empty off the language addresses."""
    endpoint, values = request.endpoint, request.view_args or {}
    if endpoint is None or not endpoint.startswith("site."):
        return []
    links = [(BCP47[lang], absolute(same_page(endpoint, values, lang))) for lang in LANGUAGES]
    return [*links, ("x-default", links[0][1])]


def untagged(query: MultiDict[str, str]) -> dict[str, list[str]]:
    """A query without the parameters that messengers, mailings and advertisers add to a link."""
    return {name: values for name, values in query.to_dict(flat=False).items() if not _TAGS.match(name)}


def same_page(endpoint: str, values: dict[str, Any], lang: str) -> str:
    """This page's address in a language, its query put on by hand: url_for would take `_anchor` for one of its own."""
    query = urlencode(untagged(request.args), doseq=True)
    return url_for(endpoint, **{**values, "lang": lang}) + (f"?{query}" if query else "")


def absolute(path: str) -> str:
    """An absolute address of this portal: from PORTAL_BASE_URL, else from the request."""
    base = settings().base_url.rstrip("/")
    if not base:
        return request.host_url.rstrip("/") + path
    return base + path.removeprefix(request.script_root)
