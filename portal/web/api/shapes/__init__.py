"""What the API answers with: a pydantic model for each thing, and beneath it the functions that fill it.

The OpenAPI document is made of the models. A thing's `brief` is what lists have, its `whole` adds the rest.

A text stands beside the language it is really in (`title`, `title_lang`), which is Chinese where a translation is
missing. Unknown is null; unknown is not no. Positions are WGS-84 degrees, `lat` and `lon` as in the search.
"""
