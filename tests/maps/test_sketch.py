"""What pictures of maps begin with, and the small map of the areas."""

from conftest import SITES

from portal.kernel.geo import Point
from portal.maps import sketch

GEO = SITES / "good" / "geo"


def test_every_area_is_on_the_small_map_with_a_place_for_its_name():
    shapes = sketch.area_map(GEO, (("shenfu", Point(41.84, 123.7)),))

    assert [shape.key for shape in shapes] == ["shenyang", "benxi", "tieling", "shenfu"]
    assert [bool(shape.path) for shape in shapes] == [True, True, True, False]
    assert all(0 < s.x < sketch.AREA_WIDTH and 0 < s.y < sketch.AREA_HEIGHT for s in shapes)


def test_a_view_shows_all_its_points_within_the_margin():
    points = [Point(41.8, 123.4), Point(42.3, 122.0), Point(40.9, 124.9)]
    view = sketch.fitted(points, (300, 500), 20, 0.05)

    for point in points:
        x, y = view.xy(*point)
        assert 19.9 <= x <= 280.1
        assert 19.9 <= y <= 480.1
