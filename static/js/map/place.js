/* One place in the middle of its neighbours: those that the page lists as near. */
(() => {
  "use strict";
  const { card, listed, pair, pin, positions, spread } = PortalMap;
  const EDGES = L.point(144, 96); // of both sides together: clear of the buttons and of the scale

  /* The closest zoom that shows all of them around the middle, and land enough to know where one is. */
  function closest(map, middle, markers) {
    const far = (side) => Math.max(...markers.map((marker) => Math.abs(marker.getLatLng()[side] - middle[side])));
    const [lat, lng] = [far("lat"), far("lng")];
    const around = [[middle.lat - lat, middle.lng - lng], [middle.lat + lat, middle.lng + lng]];
    return Math.min(12, map.getBoundsZoom(around, false, EDGES));
  }

  PortalMap.place = (map, element, data) => {
    const at = positions(data);
    const markers = [];
    let middle = null;
    for (const thing of listed("place").values()) {
      const here = thing.element.tagName === "H1";
      const position = at.get(thing.number);
      if (!position) continue;
      const icon = pin("", here ? 28 : 24, "map-dot" + (here ? " is-focus" : ""));
      const marker = L.marker(position, { icon, title: thing.name, alt: thing.name, zIndexOffset: here ? 1000 : 0 }).addTo(map);
      marker.bindPopup(card(element, thing.name, thing.address, "", thing.element), PortalMap.POPUP);
      pair(thing.element, marker, (on) => marker.getElement().classList.toggle("is-lit", on));
      markers.push(marker);
      if (here) middle = marker;
    }
    map.setView(middle.getLatLng(), closest(map, middle.getLatLng(), markers), { animate: false });
    spread(map, markers, middle);
  };
})();
