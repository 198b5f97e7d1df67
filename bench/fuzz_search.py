"""200,000 spoilt queries: none may raise, and the slowest are named. Seeded, so that a finding can be had again.

bench/fuzz_search.py [COUNT] [SEED]
"""

import heapq
import json
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from judging import judged
from search import MONTH, content

from portal.search import build, generation, query, suggest

ALPHABETS = (
    "的山水沈阳本溪温泉雪故宫陵寺塔近附路天月",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789０１２月日天年",
    " \t\n\u200b\u202e\ufeff",
    "*?~^:()[]{}\"'\\/<>&%$#@!;=+-_|`",
    "\u0300\u0301\u0336éüßøİıſK™①㈱ﬀ",
    "🏔🏯👨\u200d👩🇨🇳",
    "\x00\x07\x1b\x7f\ud800\udfff\ue000\uffff",
    "قصر שלום กรุงเทพ 서울 さくら Я",
)


def spoilt(dice: random.Random, real: list[str]) -> str:
    """A real query with a few things done to it, or noise."""
    kind = dice.random()
    if kind < 0.15:
        alphabet = dice.choice(ALPHABETS)
        return "".join(dice.choices(alphabet, k=int(dice.paretovariate(0.7)) % 400))
    if kind < 0.25:
        return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(1, 60)))
    letters = list(
        dice.choice(real) + (dice.choice(["", " ", "near ", "附近"]) + dice.choice(real) if kind > 0.7 else "")
    )
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(letters) + 1)
        change = dice.randrange(5)
        if change == 0:
            letters[at : at + 1] = []
        elif change == 1:
            letters[at:at] = dice.choice(dice.choice(ALPHABETS))
        elif change == 2:
            letters[at:at] = letters[at : at + dice.randrange(8)] * dice.randrange(6)
        elif change == 3 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters = letters[at:] + letters[:at]
    return "".join(letters)


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, seed = (*given, *(200_000, 20261130)[len(given) :])
    dice, real = random.Random(seed), [each.text for each in judged()]
    knowledge, things = content()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        build.build(folder, things, 1, knowledge)
        axes = generation.current(folder).things.axes
        slowest: list[tuple[float, str]] = []
        exceptions = 0
        began = time.monotonic()
        for n in range(count):
            text = spoilt(dice, real)
            filters = {"area": dice.sample(list(axes["area"].values), 2)} if n % 7 == 0 else {}
            start = time.perf_counter()
            try:
                query.search(folder, query.Ask(text, month=MONTH, filters=filters, best_of=6, as_typed=n % 11 == 0))
                suggest.suggest(folder, text, month=MONTH)
            except Exception as error:  # whatever it is, it is what this looks for
                exceptions += 1
                print(f"{type(error).__name__}: {error}: {json.dumps(text)}")
            heapq.heappush(slowest, ((time.perf_counter() - start) * 1000, text))
            if len(slowest) > 5:
                heapq.heappop(slowest)
        print(f"{count} queries, seed {seed}: {exceptions} exceptions, {time.monotonic() - began:.0f} s")
        for took, text in sorted(slowest, reverse=True):
            print(f"{took:8.2f} ms  {json.dumps(text)[:150]}")


if __name__ == "__main__":
    main()
