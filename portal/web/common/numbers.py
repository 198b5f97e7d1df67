"""Numbers in addresses."""

from werkzeug.routing import IntegerConverter


class Number(IntegerConverter):
    """A whole number that every database can hold; an address with a longer one is nothing's."""

    regex = "[0-9]{1,9}"
