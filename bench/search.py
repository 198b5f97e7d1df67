"""The search beside other engines: same content, same tokens, same judged queries, one interleaved run on one core.

`make bench-search` (see README.md). Loopback only, everything in a temporary folder.

    bench/search.py                 the real content: quality, speed, building, size, memory
    bench/search.py --grow 10000    the same speed over so many documents made from it (100000 takes half an hour)
"""

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psycopg  # noqa: E402
import tantivy as t  # noqa: E402
from judging import judged, score  # noqa: E402
from whoosh import index as whoosh_index  # noqa: E402
from whoosh.query import Or, Term  # noqa: E402
from whoosh.scoring import BM25F  # noqa: E402

import portal.app  # noqa: E402, F401  what a serving worker imports, for the memory it takes
from portal.catalogue.shelf import Shelf  # noqa: E402
from portal.content.check import check  # noqa: E402
from portal.documents import KINDS  # noqa: E402
from portal.following import searchable  # noqa: E402
from portal.kernel.text import fold, terms  # noqa: E402
from portal.search import build, generation, query, ranking, spelling, suggest  # noqa: E402
from portal.search.entries import Entry, concepts, entries, readings  # noqa: E402
from portal.search.weights import FIELDS  # noqa: E402

ROUNDS = 12
DEPTH = 10
MIB = 1024 * 1024
MONTH = 11

Answer = Callable[[str], list[str]]


@dataclass
class Engine:
    """An engine that answers a query with the first ten "kind:key"."""

    name: str
    answer: Answer
    built: float
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("--memory", choices=["ours", "none"], help="used by the bench itself, in a fresh process")
    parser.add_argument("--folder", type=Path)
    wish = parser.parse_args()
    if wish.memory:
        memory(wish.memory, wish.folder)
        return
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        knowledge, things = content()
        if wish.grow:
            things = grown(things, wish.grow)
        print(f"{len(things)} documents, {len(judged())} queries, load before {os.getloadavg()[0]:.1f}, one core")
        began = time.monotonic()
        tokens = [build.fields(thing) for thing in things]
        print(f"analysis of all texts, the same for every engine: {time.monotonic() - began:.2f} s\n")
        engines = [*ours(folder, things, knowledge), whoosh(folder, things), tantivy(folder, things, tokens),
                   fts5(folder, things, tokens), *postgresql(stack, folder, things, tokens)]  # fmt: skip
        report(engines, compare(engines), with_quality=not wish.grow)
        if not wish.grow:
            rest(folder)


def content() -> tuple[build.Knowledge, list[Entry]]:
    """The repository's own content as the search gets it."""
    documents = {kind: {} for kind in KINDS}
    for (kind, key), document in check(ROOT / "content").documents.items():
        documents[kind][key] = document
    found = searchable(Shelf(1, documents))
    knowledge = build.Knowledge(list(concepts(found)), [], readings(found))
    spelling.teach(knowledge.readings)
    return knowledge, list(entries(found))


def grown(things: Sequence[Entry], count: int) -> list[Entry]:
    """Documents made from the real ones: a name of pieces of names, a text of sentences of texts, facts of one."""
    dice = random.Random(7)
    sentences = [
        s for t in things for text in t.body for s in text.replace(". ", ".|").replace("。", "。|").split("|") if s
    ]
    pieces = [name[i : i + 2] for t in things for name in t.names[:1] for i in range(0, len(name) - 1, 2)]
    words = [word for t in things for name in t.names[1:2] for word in name.split()]
    found = list(things)
    while len(found) < count:
        model = dice.choice(things)
        names = ["".join(dice.choices(pieces, k=3)), " ".join(dice.choices(words, k=3))]
        found.append(replace(model, key=f"{model.key}-{len(found)}", names=names, aliases=[], passes=(),
                             stops=[], body=dice.choices(sentences, k=14), known=0.1))  # fmt: skip
    return found


def ours(folder: Path, things: list[Entry], knowledge: build.Knowledge) -> list[Engine]:
    """Text alone (Whoosh's ranking from impact lists); with names and meaning; and all that a page needs."""
    began = time.monotonic()
    build.build(folder / "ours", things, 1, knowledge)
    built = time.monotonic() - began
    opened = generation.current(folder / "ours")
    uids = [f"{thing.kind}:{thing.key}" for thing in things]
    size = sum((opened.folder / name).stat().st_size for name in generation.READ)

    def text(asked: str) -> list[str]:
        return [uids[doc] for doc, _ in opened.lists.best(dict.fromkeys(terms(asked)), DEPTH)]

    def names(asked: str) -> list[str]:
        return [uids[doc] for doc in ranking.rank(opened, fold(asked), MONTH).order[:DEPTH]]

    def whole(asked: str) -> list[str]:
        opened.kept.clear()  # or the second round would measure a dictionary
        found = query.search(folder / "ours", query.Ask(asked, month=MONTH, limit=DEPTH))
        return [f"{hit.kind}:{hit.key}" for hit in found.hits]

    answers = {"ours, text": text, "ours, with names": names, "ours, with facets": whole}
    return [Engine(name, answer, built, size) for name, answer in answers.items()]


def whoosh(folder: Path, things: list[Entry]) -> Engine:
    """Plain Whoosh on the same index: five weighted fields, one searcher kept open."""
    where = generation.current(folder / "ours").folder
    searcher = whoosh_index.open_dir(str(where)).searcher(weighting=BM25F())
    uids = [f"{thing.kind}:{thing.key}" for thing in things]

    def answer(asked: str) -> list[str]:
        words = dict.fromkeys(terms(asked))
        wish = Or([Term(field, word, boost=boost) for word in words for field, boost in FIELDS.items()])
        return [uids[hit.docnum] for hit in searcher.search(wish, limit=DEPTH)]

    size = sum(path.stat().st_size for path in where.glob("*.seg"))
    return Engine("plain Whoosh", answer, 0, size)


def tantivy(folder: Path, things: list[Entry], tokens: list[dict[str, str]]) -> Engine:
    """tantivy with the same fields, tokens and weights."""
    path = folder / "tantivy"
    path.mkdir()
    began = time.monotonic()
    schema = t.SchemaBuilder()
    schema.add_text_field("uid", stored=True, tokenizer_name="raw")
    for field in FIELDS:
        schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    index = t.Index(schema.build(), path=str(path))
    writer = index.writer(64_000_000, 1)
    for thing, fields in zip(things, tokens, strict=True):
        writer.add_document(t.Document(uid=[f"{thing.kind}:{thing.key}"], **{k: [v] for k, v in fields.items()}))
    writer.commit()
    writer.wait_merging_threads()
    built = time.monotonic() - began
    index.reload()
    searcher, made = index.searcher(), index.schema

    def answer(asked: str) -> list[str]:
        words = dict.fromkeys(terms(asked))
        parts = [
            (t.Occur.Should, t.Query.boost_query(t.Query.term_query(made, field, word, "freq"), boost))
            for word in words
            for field, boost in FIELDS.items()
        ]
        if not parts:
            return []
        hits = searcher.search(t.Query.boolean_query(parts), DEPTH, count=False).hits
        return [searcher.doc(address)["uid"][0] for _, address in hits]

    return Engine("tantivy", answer, built, sum(p.stat().st_size for p in path.rglob("*") if p.is_file()))


def fts5(folder: Path, things: list[Entry], tokens: list[dict[str, str]]) -> Engine:
    """SQLite FTS5, contentless, detail=full, bm25 with the same weights."""
    path = folder / "fts.sqlite3"
    began = time.monotonic()
    base = sqlite3.connect(path)
    base.execute(f"CREATE VIRTUAL TABLE f USING fts5({', '.join(FIELDS)}, content='', detail=full)")
    base.executemany(
        f"INSERT INTO f(rowid, {', '.join(FIELDS)}) VALUES (?{', ?' * len(FIELDS)})",
        [(n, *fields.values()) for n, fields in enumerate(tokens)],
    )
    base.commit()
    built = time.monotonic() - began
    uids = [f"{thing.kind}:{thing.key}" for thing in things]
    order = f"bm25(f, {', '.join(str(w) for w in FIELDS.values())})"

    def answer(asked: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(terms(asked)))
        if not words:
            return []
        return [
            uids[n]
            for (n,) in base.execute(f"SELECT rowid FROM f WHERE f MATCH ? ORDER BY {order} LIMIT {DEPTH}", [words])
        ]

    return Engine("SQLite FTS5", answer, built, path.stat().st_size)


def postgresql(
    stack: contextlib.ExitStack, folder: Path, things: list[Entry], tokens: list[dict[str, str]]
) -> Iterator[Engine]:
    """PostgreSQL's tsvector with the same tokens, over a Unix socket; left out where there is no server to start."""
    try:
        base = stack.enter_context(psycopg.connect(stack.enter_context(started(folder)), autocommit=True))
    except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
        print(f"PostgreSQL is left out: {error}")
        return
    marks = dict(zip(FIELDS, "AABBBCD", strict=True))
    began = time.monotonic()
    base.execute("CREATE TABLE f (n int, words tsvector)")
    with base.cursor() as cursor:
        whole = " || ".join(f"setweight(array_to_tsvector(%s::text[]), '{marks[field]}')" for field in FIELDS)
        cursor.executemany(
            f"INSERT INTO f VALUES (%s, {whole})",
            [(n, *(sorted(set(fields[field].split())) for field in FIELDS)) for n, fields in enumerate(tokens)],
        )
    base.execute("CREATE INDEX ON f USING gin (words)")
    base.execute("ANALYZE f")
    built = time.monotonic() - began
    size = base.execute("SELECT pg_total_relation_size('f')").fetchone()[0]
    uids = [f"{thing.kind}:{thing.key}" for thing in things]

    def answer(asked: str) -> list[str]:
        words = " | ".join("'" + word.replace("'", "''") + "'" for word in dict.fromkeys(terms(asked)))
        if not words:
            return []
        rows = base.execute(
            "SELECT n FROM f WHERE words @@ %s::tsquery "
            f"ORDER BY ts_rank('{{0.2, 0.4, 0.7, 1.0}}', words, %s::tsquery) DESC LIMIT {DEPTH}",
            [words, words],
        )
        return [uids[n] for (n,) in rows]

    yield Engine("PostgreSQL", answer, built, size)


@contextlib.contextmanager
def started(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of our own, on a Unix socket; as root it runs as the user `nobody`."""
    initdb = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if not initdb:
        raise OSError("there is no initdb")
    bin_dir, data = Path(initdb).resolve().parent, folder / "pg"
    data.mkdir()
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(data, "nobody")
        folder.chmod(0o755)
        prefix = ["setpriv", "--reuid=nobody", "--clear-groups"]
    subprocess.run(
        [*prefix, initdb, "-D", data, "-A", "trust", "-U", "bench", "--no-sync"], check=True, capture_output=True
    )
    server = subprocess.Popen(
        [*prefix, bin_dir / "postgres", "-D", data, "-k", data, "-h", "", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(200):
            if (data / ".s.PGSQL.5432").exists():
                break
            time.sleep(0.05)
        yield f"host={data} user=bench dbname=postgres"
    finally:
        server.terminate()
        server.wait(20)


def compare(engines: list[Engine]) -> dict[str, list[float]]:
    """Milliseconds of every query by engine: each query goes to all of them before the next, in a turning order."""
    asked = [each.text for each in judged()]
    for engine in engines:
        for text in asked:
            engine.answer(text)  # warm
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for turn in range(ROUNDS):
        for n, text in enumerate(asked):
            for k in range(len(engines)):
                engine = engines[(k + n + turn) % len(engines)]
                began = time.perf_counter()
                engine.answer(text)
                times[engine.name].append((time.perf_counter() - began) * 1000)
    return times


def share(values: list[float], part: float) -> float:
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def report(engines: list[Engine], times: dict[str, list[float]], *, with_quality: bool) -> None:
    tantivys = times["tantivy"]
    head = f"{'engine':<20}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'× tantivy p50':>15}{'p95':>7}{'build s':>9}{'MiB':>7}"
    print(head + (f"{'nDCG held':>11}{'tune':>7}{'first held':>12}{'three':>7}" if with_quality else ""))
    for engine in engines:
        mine = times[engine.name]
        row = f"{engine.name:<20}{share(mine, 0.5):>8.3f}{share(mine, 0.95):>8.3f}{share(mine, 0.99):>8.3f}"
        row += f"{share(mine, 0.5) / share(tantivys, 0.5):>15.2f}{share(mine, 0.95) / share(tantivys, 0.95):>7.2f}"
        row += f"{engine.built:>9.1f}{engine.size / MIB:>7.1f}"
        if with_quality:
            held, tune = (score(lambda q, e=engine: e.answer(q.text), half) for half in ("held", "tune"))
            row += f"{held.ndcg:>11.3f}{tune.ndcg:>7.3f}{held.first:>12.3f}{held.among_three:>7.3f}"
        print(row)


def rest(folder: Path) -> None:
    """Suggestions for every keystroke, and in fresh processes what a worker pays: memory and the first answer."""
    times = []
    for each in judged():
        for length in range(1, len(each.text) + 1):
            generation.current(folder / "ours").kept.clear()
            began = time.perf_counter()
            suggest.suggest(folder / "ours", each.text[:length], month=MONTH)
            times.append((time.perf_counter() - began) * 1000)
    print(f"\nsuggest, {len(times)} keystrokes: p50 {share(times, 0.5):.3f} ms, p95 {share(times, 0.95):.3f}")
    without, with_search = (
        subprocess.run(
            [sys.executable, __file__, "--memory", mode, "--folder", folder / "ours"],
            check=True, capture_output=True, text=True,
        ).stdout
        for mode in ("none", "ours")
    )  # fmt: skip
    base, (added, cold, first) = float(without.split()[0]), map(float, with_search.split())
    print(f"a worker: {base:.0f} MiB without a search, {added - base:.0f} MiB more with it after all queries; "
          f"open {cold:.0f} ms, first answer {first:.0f} ms")  # fmt: skip


def memory(mode: str, folder: Path) -> None:
    """In a fresh process: what serving imports, then the search opened and every query asked."""
    if mode == "none":
        print(resident())
        return
    began = time.perf_counter()
    generation.current(folder)
    cold = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    query.search(folder, query.Ask("本溪 红叶 两天", month=MONTH))
    first = (time.perf_counter() - began) * 1000
    for each in judged():
        query.search(folder, query.Ask(each.text, month=MONTH))
        suggest.suggest(folder, each.text, month=MONTH)
    print(resident(), cold, first)


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


if __name__ == "__main__":
    main()
