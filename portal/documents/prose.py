"""How our texts are written, as far as a program can tell: their lengths and their punctuation."""

import re
from typing import Final

LENGTHS: Final[dict[tuple[str, str], tuple[tuple[int, int], tuple[int, int]]]] = {
    ("attraction", "summary"): ((30, 60), (15, 35)),
    ("attraction", "body"): ((90, 200), (50, 110)),
    ("route", "summary"): ((30, 60), (15, 35)),
    ("route", "body"): ((90, 220), (50, 130)),
    ("route", "advice"): ((40, 120), (25, 70)),
    ("event", "summary"): ((30, 60), (15, 35)),
    ("event", "body"): ((80, 200), (45, 120)),
}
"""(kind, field) -> Chinese characters without spaces, English words: a card's three lines, a phone's one screen."""

HALF_WIDTH: Final = re.compile(
    r"[\u4e00-\u9fff](?:[,;:!?]|\.(?![0-9A-Za-z]))|[,;!?][\u4e00-\u9fff]|[\u4e00-\u9fff”》]\(|\)[\u4e00-\u9fff]"
    r"|[\u4e00-\u9fff][\"']|[\"'][\u4e00-\u9fff]|[\u4e00-\u9fff] +[\u4e00-\u9fffA-Za-z0-9]|[A-Za-z0-9] +[\u4e00-\u9fff]"
)
HAN: Final = re.compile(r"[\u3400-\u9fff\u3001\u3002\uff01-\uff5e]")
FORMS: Final = {"zh": re.compile(r"\S"), "en": re.compile(r"\S+")}
