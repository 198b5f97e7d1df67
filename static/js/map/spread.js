/* Markers that would lie upon each other move aside, each with a thin line to where its place really is: so that a finger
   hits the one it means, and a number can be read. */
(() => {
  "use strict";
  const ROUNDS = 60; // the stops of one city are apart after ten
  const TURN = 0.6; // radians that each push turns by, or places in a row would become a longer row instead of a bunch

  /* Pushes squares apart until none covers another; one that `stays` is gone round. */
  function part(squares) {
    for (let round = 0, isCrowded = true; isCrowded && round < ROUNDS; round++) {
      isCrowded = false;
      squares.forEach((one, i) => squares.slice(i + 1).forEach((other) => {
        const away = other.at.subtract(one.at), room = (one.size + other.size) / 2 + 1;
        const x = room - Math.abs(away.x), y = room - Math.abs(away.y);
        if (x <= 0.1 || y <= 0.1) return;
        isCrowded = true;
        const angle = Math.atan2(away.y, away.x) + TURN, far = Math.min(x / Math.abs(Math.cos(angle)), y / Math.abs(Math.sin(angle)));
        const push = L.point(Math.cos(angle), Math.sin(angle)).multiplyBy(far);
        const share = one.stays ? 0 : other.stays ? 1 : 0.5;
        one.at = one.at.subtract(push.multiplyBy(share));
        other.at = other.at.add(push.multiplyBy(1 - share));
      }));
    }
  }

  /* Keeps markers apart at every zoom, and answers with the bounds of where they are now; `middle`, if it is one of them,
     stays where it is. */
  PortalMap.spread = (map, markers, middle = null) => {
    const lines = L.layerGroup().addTo(map);
    function lay() {
      const squares = markers.map((marker) => ({
        marker, at: map.latLngToLayerPoint(marker.getLatLng()), size: marker.options.icon.options.iconSize[0], stays: marker === middle,
      }));
      part(squares);
      lines.clearLayers();
      for (const { marker, at, size } of squares) {
        const there = marker.getLatLng(), aside = at.subtract(map.latLngToLayerPoint(there));
        Object.assign(marker.getElement().style, { marginLeft: `${aside.x - size / 2}px`, marginTop: `${aside.y - size / 2}px` });
        marker.options.icon.options.popupAnchor = [aside.x, aside.y];
        marker.aside = aside;
        if (aside.distanceTo([0, 0]) < size / 4) continue;
        const style = { className: "map-aside", interactive: false };
        lines.addLayer(L.polyline([there, map.layerPointToLatLng(at)], style)).addLayer(L.circleMarker(there, { ...style, radius: 2 }));
      }
      return L.latLngBounds(squares.map(({ at }) => map.layerPointToLatLng(at)));
    }
    map.on("zoomend", lay);
    return lay();
  };
})();
