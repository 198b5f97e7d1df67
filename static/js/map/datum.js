/* Maps of China in GCJ-02, while every coordinate of ours stays WGS-84: a point is shifted on its way to the screen and back
   on its way from a pointer, nowhere else. The formulas are those of portal/kernel/datum.py, which says where they are from.
   Baidu's tiles have a projection of their own and are not offered. */
(() => {
  "use strict";
  const A = 6378245, EE = 0.00669342162296594323, ROUNDS = 12;
  const { sin, cos, sqrt, abs, PI } = Math;
  const radians = (degrees) => degrees * PI / 180, degrees = (r) => r * 180 / PI;

  const isShifted = ({ lat, lng }) => lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

  function toGcj02(point) {
    if (!isShifted(point)) return point;
    const [east, north] = shift(point.lng - 105, point.lat - 35);
    const lat = radians(point.lat), curve = 1 - EE * sin(lat) ** 2;
    const meridian = A * (1 - EE) / curve ** 1.5, parallel = A / sqrt(curve) * cos(lat);
    return { lat: point.lat + degrees(north / meridian), lng: point.lng + degrees(east / parallel) };
  }

  function shift(x, y) {
    const both = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both +
      (20 * sin(x * PI) + 40 * sin(x / 3 * PI) + 150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both +
      (20 * sin(y * PI) + 40 * sin(y / 3 * PI) + 160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
    return [east, north];
  }

  function toWgs84(point) {
    let { lat, lng } = point;
    for (let round = 0; round < ROUNDS; round++) {
      const there = toGcj02({ lat, lng });
      lat -= there.lat - point.lat;
      lng -= there.lng - point.lng;
    }
    return { lat, lng };
  }

  const { SphericalMercator } = L.Projection;
  L.CRS.GCJ02 = L.extend({}, L.CRS.EPSG3857, {
    code: "GCJ-02 on EPSG:3857",
    projection: L.extend({}, SphericalMercator, {
      project: (point) => SphericalMercator.project(toGcj02(point)),
      unproject: (metres) => L.latLng(toWgs84(SphericalMercator.unproject(metres))),
    }),
  });
  PortalMap.datum = { toGcj02, toWgs84 };
})();
