"""Notices that we wrote beforehand, in both languages: a clerk on a phone changes a word instead of writing ten."""

from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Wording(NamedTuple):
    """What it is offered as, and what it puts into the form."""

    label: LazyString
    severity: str
    title: dict[str, str]
    body: dict[str, str]


WORDINGS: Final = {
    "snow": Wording(
        _("Heavy snow"),
        "warning",
        {"zh": "大雪，山路难行", "en": "Heavy snow, mountain roads hard to pass"},
        {
            "zh": "山路积雪，部分路段可能临时封闭。出发前向景区确认是否开放，车辆备好防滑链。",
            "en": "Snow lies on the mountain roads and some may be shut at short notice. Ask before you set out "
            "whether the place is open, and carry snow chains.",
        },
    ),
    "snow-closed": Wording(
        _("Heavy snow, closed"),
        "closure",
        {"zh": "大雪，暂停开放", "en": "Heavy snow, closed for now"},
        {
            "zh": "因大雪暂停开放，山路封闭。请改期前往，恢复开放后会在这里说明。",
            "en": "Closed because of heavy snow, and the mountain roads are shut. Please come another day; it will "
            "say here when it opens again.",
        },
    ),
    "ice": Wording(
        _("Icy roads or thin ice"),
        "warning",
        {"zh": "道路结冰，冰面未稳", "en": "Icy roads, and ice that does not bear"},
        {
            "zh": "早晚路面结冰，请慢行。未经划定的冰面不要上人。",
            "en": "Roads freeze in the morning and the evening: go slowly. Stay off ice that is not marked out.",
        },
    ),
    "flood": Wording(
        _("High water"),
        "closure",
        {"zh": "汛期水位高，临水区域关闭", "en": "High water, paths by the water shut"},
        {
            "zh": "河道水位上涨，临水步道和漂流停止开放。不要在河滩停留，听从现场人员安排。",
            "en": "The river is rising. Paths by the water and rafting are shut. Stay off the banks, and do as the "
            "staff on site say.",
        },
    ),
    "fire": Wording(
        _("Forest fire danger"),
        "closure",
        {"zh": "森林防火期，部分山区封闭", "en": "Forest fire danger, parts of the hills shut"},
        {
            "zh": "防火期内禁止携带火种进山，部分登山道封闭。沿途检查站可能登记。",
            "en": "Nobody may carry fire into the hills while the danger lasts, and some paths are shut. Checkpoints "
            "may take your name.",
        },
    ),
    "road": Wording(
        _("Road works"),
        "information",
        {"zh": "道路施工，请绕行", "en": "Road works, take another way"},
        {
            "zh": "通往景区的道路施工，请按现场指示绕行，路上多留时间。",
            "en": "The road to this place is under repair. Follow the signs on site, and allow more time.",
        },
    ),
    "crowd": Wording(
        _("Holiday crowds"),
        "information",
        {"zh": "假日客流大，请错峰前往", "en": "Holiday crowds, come early or late"},
        {
            "zh": "假日期间客流集中，停车位紧张。可提前预约，或改在上午九点前、下午三点后到达。",
            "en": "Many people come during the holiday and parking is short. Book ahead, or arrive before nine in the "
            "morning or after three in the afternoon.",
        },
    ),
}
