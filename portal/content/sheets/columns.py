"""Which columns the sheets have: one table for each kind, and one more for what a route or an event has several of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from portal.content.sheets import forms
from portal.content.sheets.forms import Form, Words
from portal.documents.attraction import Grade, Place, Protection, State
from portal.documents.base import Claim
from portal.documents.event import EventDocument, Status
from portal.documents.rough import Rough
from portal.documents.route import Effort, RouteDocument, Season, Suit
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES

KINDS: Final = ("attraction", "route", "event")
"""What goes out and comes in as a sheet."""


_LANGUAGE_NAMES: Final = {
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "zh-hant": ("繁体中文", "traditional Chinese"),
    "ko": ("韩文", "Korean"),
    "ja": ("日文", "Japanese"),
    "ru": ("俄文", "Russian"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field's path, what it is called, and how its cells are to be read.

    `words` are its only values, key -> Chinese name, or the name of a vocabulary that has them. `default` is what an
    empty cell means. A `fixed` column says what a row is, and is never changed by a sheet.
    """

    path: str
    zh: str
    en: str
    form: Form = forms.LINE
    words: Words | str = ""
    default: Any = None
    fixed: bool = False
    lang: str = field(default="")

    def allowed(self, vocabularies: Mapping[str, Words]) -> Words:
        """The only words that may stand in it, key -> name; none where anything may."""
        return vocabularies.get(self.words, {}) if isinstance(self.words, str) else self.words

    def get(self, rough: Rough) -> Any:
        """Its value in a document; the default where that has none."""
        value: Any = rough
        for step in self.path.split("."):
            if not isinstance(value, Mapping) or step not in value:
                return self.default
            value = value[step]
        return value


def _several(path: str, zh: str, en: str, form: Form = forms.LINE) -> list[Column]:
    """A text's columns, one a language."""
    return [
        Column(f"{path}.{lang}", f"{zh}（{in_zh}）", f"{en} ({in_en})", form, lang=lang)
        for lang, (in_zh, in_en) in _LANGUAGE_NAMES.items()
    ]


def _named(words: Any, names: str) -> Words:
    """The words of a Literal with their Chinese names."""
    return dict(zip(get_args(words), names.split(), strict=True))


_WHAT: Final = [
    Column("key", "地址名（不要改）", "Key (leave it)", fixed=True),
    Column("revision", "版本（不要改）", "Version (leave it)", forms.WHOLE, fixed=True),
    Column("number", "编号（不要改）", "Number (leave it)", forms.WHOLE, fixed=True),
]
_END: Final = [
    *_several("summary", "简介", "Summary", forms.TEXT),
    *_several("body", "正文", "Text", forms.TEXT),
    Column("pictures", "图片", "Pictures", forms.KEYS, "medium"),
    Column("licence", "许可", "Licence", default="CC-BY-4.0"),
    Column("sources", "来源", "Sources", forms.SOURCES),
]


def _checked(path: str, zh: str, en: str) -> list[Column]:
    return [
        *_several(f"visit.{path}.text", zh, en, forms.TEXT),
        Column(f"visit.{path}.checked", f"{zh}核实日期", f"{en}: checked on", forms.DAY),
    ]


_CLAIM: Final = _named(Claim, "是 否 部分 未知")
_ATTRACTION: Final = [
    *_WHAT,
    *_several("name", "名称", "Name"),
    *_several("aliases", "别名", "Other names", forms.LINES),
    Column("area", "地区", "Area", forms.KEY, "area"),
    *_several("district", "区县", "District"),
    Column("categories", "类别", "Categories", forms.KEYS, "categories"),
    Column("grade.level", "等级", "Grade", forms.KEY, _named(Grade.model_fields["level"].annotation, "1A 2A 3A 4A 5A")),
    Column("grade.year", "评级年份", "Year of the grade", forms.WHOLE),
    Column(
        "protection",
        "保护级别",
        "Protection",
        forms.PROTECTION,
        _named(Protection.model_fields["level"].annotation, "国家级 省级 市级 其他"),
    ),
    *_several("era", "年代", "Era", forms.TEXT),
    *_several("address", "地址", "Address", forms.TEXT),
    Column(
        "point.quality",
        "位置精度",
        "Position: quality",
        forms.KEY,
        _named(Place.model_fields["quality"].annotation, "准确 大致 不详"),
    ),
    Column("point.lat", "纬度", "Latitude", forms.DECIMAL),
    Column("point.lon", "经度", "Longitude", forms.DECIMAL),
    Column(
        "point.measured",
        "原始坐标系",
        "Measured in",
        forms.KEY,
        {datum: datum for datum in ("WGS-84", "GCJ-02", "BD-09")},
    ),
    *_several("point.note", "位置说明", "Position: note", forms.TEXT),
    Column("advised.months", "适宜月份", "Advised months", forms.MONTHS, default=[]),
    *_several("advised.reason", "适宜理由", "Why these months", forms.TEXT),
    Column("access.indoor", "室内", "Indoors", forms.KEY, _CLAIM, "unknown"),
    Column("access.family", "适合家庭", "For families", forms.KEY, _CLAIM, "unknown"),
    Column("access.elders", "适合老人", "For elders", forms.KEY, _CLAIM, "unknown"),
    Column("access.barrier_free", "无障碍", "Without barriers", forms.KEY, _CLAIM, "unknown"),
    *_checked("hours", "开放时间", "Opening hours"),
    *_checked("price", "票价", "Price"),
    *_checked("phone", "电话", "Telephone"),
    Column("visit.booking", "预约网址", "Booking address"),
    Column(
        "state.state",
        "开放状态",
        "State",
        forms.KEY,
        _named(State.model_fields["state"].annotation, "开放 暂停 关闭 未知"),
        "open",
    ),
    *_several("state.note", "状态说明", "State: note", forms.TEXT),
    Column("minutes", "停留分钟", "Minutes of a stay", forms.WHOLE),
    *_END,
]
_ROUTE: Final = [
    *_WHAT,
    *_several("title", "标题", "Title"),
    Column("season", "季节", "Season", forms.KEY, _named(Season, "春 夏 秋 冬")),
    Column("themes", "主题", "Themes", forms.KEYS, "themes"),
    Column("areas", "地区", "Areas", forms.KEYS, "area"),
    Column(
        "origin",
        "线路由来",
        "Origin",
        forms.KEY,
        _named(RouteDocument.model_fields["origin"].annotation, "官方发布 媒体报道 本站编排"),
    ),
    *_several("origin_note", "由来说明", "Origin: note", forms.TEXT),
    Column(
        "mode", "方式", "Mode", forms.KEY, _named(RouteDocument.model_fields["mode"].annotation, "步行 骑行 自驾 公交")
    ),
    *_several("start", "起点", "Start"),
    *_several("finish", "终点", "Finish"),
    Column("advised.months", "适宜月份", "Advised months", forms.MONTHS, default=[]),
    *_several("advised.reason", "适宜理由", "Why these months", forms.TEXT),
    Column(
        "effort.level", "强度", "Effort", forms.KEY, _named(Effort.model_fields["level"].annotation, "轻松 适中 较累")
    ),
    *_several("effort.words", "强度说明", "Effort: words", forms.TEXT),
    Column("suits", "适合人群", "Suits", forms.KEYS, _named(Suit, "家庭 老人 徒步者 骑行者 学生")),
    *_several("advice", "提示", "Advice", forms.TEXT),
    *_END,
]
_EVENT: Final = [
    *_WHAT,
    *_several("name", "名称", "Name"),
    *_several("aliases", "别名", "Other names", forms.LINES),
    Column("kind", "类型", "Kind", forms.KEY, "kinds"),
    Column(
        "joint",
        "是否联办",
        "Held jointly",
        forms.KEY,
        _named(EventDocument.model_fields["joint"].annotation, "是 部分 否"),
        "no",
    ),
    Column("areas", "地区", "Areas", forms.KEYS, "area"),
    Column("organisers", "主办单位", "Organisers", forms.NAMES),
    Column("usual.months", "通常月份", "Usual months", forms.MONTHS, default=[]),
    *_several("usual.note", "通常时间说明", "Usual time: note", forms.TEXT),
    Column("official", "官方网址", "Official address"),
    *_END,
]
_STOPS: Final = [
    Column("key", "线路地址名", "Key of the route", fixed=True),
    Column("day.number", "第几天", "Day", forms.WHOLE),
    *_several("day.title", "当天标题", "Title of the day"),
    *_several("day.text", "当天安排", "Text of the day", forms.TEXT),
    Column("attraction", "景点地址名", "Attraction", forms.KEY, "attraction"),
    Column("minutes", "停留分钟", "Minutes of the stay", forms.WHOLE),
    *_several("note", "这一站做什么", "What to do there", forms.TEXT),
]
_OCCURRENCES: Final = [
    Column("key", "赛事地址名", "Key of the event", fixed=True),
    Column("number", "场次编号（新场次留空）", "Number (empty for a new one)", forms.WHOLE),
    *_several("edition", "届次", "Edition"),
    Column("starts", "开始日期", "First day", forms.DAY),
    Column("ends", "结束日期", "Last day", forms.DAY),
    Column("previous_start", "原定开始日期", "First day as once announced", forms.DAY),
    *_several("when", "时间说明", "Time in words", forms.TEXT),
    *_several("venue", "地点", "Venue"),
    Column("attraction", "景点地址名", "Attraction", forms.KEY, "attraction"),
    Column("areas", "地区", "Areas", forms.KEYS, "area"),
    Column("status", "状态", "Status", forms.KEY, _named(Status, "已公布 已举办 已取消 延期 改期")),
    *_several("note", "备注", "Note", forms.TEXT),
]

TABLES: Final = {
    "attraction": _ATTRACTION,
    "route": _ROUTE,
    "event": _EVENT,
    "stop": _STOPS,
    "occurrence": _OCCURRENCES,
}
PARTS: Final = {"route": "stop", "event": "occurrence"}
"""Kind -> the table of what it has several of."""

KIND_OF: Final = {**{kind: kind for kind in KINDS}, **{part: kind for kind, part in PARTS.items()}}
"""Table -> the kind that its rows are about."""

SHEETS: Final = {
    "attraction": ("景点", "Attractions"),
    "route": ("线路", "Routes"),
    "event": ("赛事活动", "Events"),
    "stop": ("停留点", "Stops"),
    "occurrence": ("场次", "Dates"),
}


def spoken(roughs: Iterable[Rough]) -> list[str]:
    """The languages that need columns: those of the site, and others that some document has."""
    found = set()
    waiting: list[Any] = list(roughs)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            found |= value.keys() & set(OTHER_LANGUAGES)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return [*LANGUAGES, *(lang for lang in OTHER_LANGUAGES if lang in found)]


def shown(table: str, languages: Iterable[str]) -> Iterator[Column]:
    """The columns that a table is exported with."""
    wanted = {"", *languages}
    return (column for column in TABLES[table] if column.lang in wanted)
