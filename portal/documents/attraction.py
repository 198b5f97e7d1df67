"""An attraction (景点): a place worth a stop."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from portal.documents.base import Advised, Checked, Claim, Document, Key, Line, Name, Number, Part, Text, Url, each_once
from portal.kernel.geo import REGION, Point


class Place(Part):
    """A WGS-84 position. `quality`: point (the place itself), approx (township, street, neighbour), none."""

    quality: Literal["point", "approx", "none"]
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, lt=180)
    measured: Literal["WGS-84", "GCJ-02", "BD-09"] | None = Field(
        default=None, description="The datum of the source value; lat and lon are WGS-84 in any case."
    )
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_not_swapped(cls, values: object) -> object:
        """A latitude that lies beyond the pole tells nobody that the two were swapped."""
        if isinstance(values, dict):
            lat, lon = values.get("lat"), values.get("lon")
            if isinstance(lat, float) and isinstance(lon, float) and REGION.holds(Point(lon, lat)):
                raise PydanticCustomError("swapped", "lat and lon are swapped")
        return values

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        if (self.quality == "none") != (self.lat is None) or (self.lat is None) != (self.lon is None):
            raise PydanticCustomError("place", "quality none goes without lat and lon, the other two with both")
        if (position := self.position) and not REGION.holds(position):
            raise PydanticCustomError("outside", "the position lies outside of the region")

    @property
    def position(self) -> Point | None:
        """The position as (lat, lon), None when nobody knows it."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)


class Grade(Part):
    """The tourist attraction grade of GB/T 17775, 1A to 5A, and the year of the award or of the source."""

    level: Literal["1A", "2A", "3A", "4A", "5A"]
    year: int | None = None


class Protection(Part):
    """Protection as a heritage site (文物保护单位) or a national reserve, in the words of the list."""

    title: Name
    level: Literal["national", "provincial", "municipal", "other"]
    batch: int | None = None


class Access(Part):
    """Whom it suits; unknown is different from no."""

    indoor: Claim = "unknown"
    family: Claim = "unknown"
    elders: Claim = "unknown"
    barrier_free: Claim = "unknown"


class Visit(Part):
    """Practical facts; whatever is absent is shown as not known."""

    hours: Checked | None = None
    price: Checked | None = None
    phone: Checked | None = None
    booking: Url | None = None


class State(Part):
    """Whether one can go there at all; `note` says how we know."""

    state: Literal["open", "suspended", "closed", "unknown"]
    note: Text | None = None


class AttractionDocument(Document):
    """Everything the portal says about one place."""

    number: Number
    name: Name
    aliases: dict[str, list[Line]] = {}
    area: Key
    district: Name | None = None
    categories: list[Key] = Field(min_length=1, max_length=3)
    grade: Grade | None = None
    protection: list[Protection] = []
    era: Text | None = None
    address: Text | None = None
    point: Place
    advised: Advised
    access: Access = Access()
    visit: Visit = Visit()
    state: State = State(state="open")
    minutes: int | None = Field(default=None, ge=5, le=1440, description="The stay our editors suggest.")
    summary: Text
    body: Text
    pictures: Annotated[list[Key], AfterValidator(each_once)] = []
    licence: str = "CC-BY-4.0"

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        return [
            ("area", "area", self.area),
            *((f"categories.{i}", "categories", key) for i, key in enumerate(self.categories)),
            *((f"pictures.{i}", "medium", key) for i, key in enumerate(self.pictures)),
        ]
