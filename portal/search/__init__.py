"""Search: what people type -> keys with scores. Never rows but its own counts, never HTML.

At publishing: `entries` is what documents give, `spelling` how it is typed, `build` writes Whoosh's index and, from
its postings, the arrays that workers read. While serving: `generation` holds them (`lists` of terms, `board` of names,
`things` with their facts), `meaning` reads a query in parts, `naming` finds names in it, `ranking` adds up by
`weights`, `query` and `suggest` answer. `asked` counts what people ask for.
"""
