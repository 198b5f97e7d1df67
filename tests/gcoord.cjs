/* Reads {points: [[lat, lon], …]} from standard input; writes what gcoord and our own script make of each, for oracle.py.
   Arguments: the folder of gcoord, and static/js/map/datum.js. */
const { readFileSync } = require("node:fs");
const vm = require("node:vm");
const [gcoordFolder, script] = process.argv.slice(2);
const gcoord = require(gcoordFolder);

// The little of Leaflet that the script builds upon; its projection itself is tried in a browser (tests/browser/test_tiles.py).
const mercator = { project: (point) => point, unproject: (point) => point };
const context = { PortalMap: {}, L: { extend: Object.assign, latLng: (p) => p, CRS: {}, Projection: { SphericalMercator: mercator } } };
vm.runInNewContext(readFileSync(script, "utf-8"), context);
const { toGcj02, toWgs84 } = context.PortalMap.datum;

const ours = (make) => ([lat, lng]) => { const made = make({ lat, lng }); return [made.lat, made.lng]; };
const theirs = (from, to) => ([lat, lon]) => gcoord.transform([lon, lat], gcoord[from], gcoord[to]).reverse();
const makers = {
  "js gcj02": ours(toGcj02), "js wgs84": ours(toWgs84), "js round trip": ours((point) => toWgs84(toGcj02(point))),
  "gcoord gcj02": theirs("WGS84", "GCJ02"), "gcoord wgs84": theirs("GCJ02", "WGS84"), "gcoord bd09": theirs("WGS84", "BD09"),
};
const { points } = JSON.parse(readFileSync(0, "utf-8"));
const made = Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, points.map(make)]));
process.stdout.write(JSON.stringify(made));
