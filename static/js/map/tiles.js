/* What lies under the lines: the tiles that the atlas put on the map, or the offline basemap; and the way from the first to
   the second when tiles do not come (a wrong key, no network), so that nobody looks at a grey square. */
(() => {
  "use strict";
  const OURS = '© <a href="https://www.openstreetmap.org/copyright" rel="noopener">OpenStreetMap</a>, OpenMapTiles';
  const ENOUGH = 4, PATIENCE_MS = 10000; // refused tiles before the first good one; a blocked host answers nothing at all

  /* Watches the tiles, if there are any, and says whether the map is to be drawn on the offline basemap from the first;
     `offline` draws that, which ends at `maxZoom`. */
  function ground(map, element, offline, maxZoom) {
    const tiles = [];
    map.eachLayer((layer) => { if (layer instanceof L.TileLayer) tiles.push(layer); });
    map.attributionControl.addAttribution(credit(element.dataset.approval));
    element.dataset.ground = tiles.length ? "tiles" : "offline";
    if (!tiles.length) return true;
    watch(tiles, () => {
      withoutTiles(map, element, tiles, maxZoom);
      offline().then(() => { element.dataset.ground = "offline"; }, () => PortalMap.saySorry(element));
    });
    return false;
  }

  const credit = (approval) => [PortalMap.escaped(approval), OURS].filter(Boolean).join(" · ");

  /* Calls `lost` once if the first tiles fail, and never after a tile has come: a hole at the edge is no reason to leave. */
  function watch(tiles, lost) {
    let failed = 0, open = true;
    const end = (then) => {
      if (!open) return;
      open = false;
      clearTimeout(patience);
      if (then) queueMicrotask(then); // Leaflet still works with a layer while it tells that it is loaded
    };
    const patience = setTimeout(() => end(lost), PATIENCE_MS);
    tiles.forEach((layer) => {
      layer.on("tileload", () => end());
      layer.on("tileerror", () => { failed += 1; if (failed >= ENOUGH) end(lost); });
      layer.on("load", () => { if (failed) end(lost); }); // a small map may have fewer tiles
    });
  }

  /* The same view, in the offline basemap's projection and with its own credit. */
  function withoutTiles(map, element, tiles, maxZoom) {
    const centre = map.getCenter(), zoom = Math.min(map.getZoom(), maxZoom);
    tiles.forEach((layer) => layer.remove());
    map.options.crs = L.CRS.EPSG3857;
    map.setView(centre, zoom, { reset: true, animate: false });
    map.setMaxZoom(maxZoom);
    map.attributionControl.removeAttribution(credit(element.dataset.approval));
    map.attributionControl.addAttribution(credit(element.dataset.offlineApproval));
    map.attributionControl.addAttribution(PortalMap.escaped(PortalMap.words(element).offline));
  }

  PortalMap.ground = ground;
})();
