/* One place in the middle of its neighbours: those that the page lists as near. */
(() => {
  "use strict";
  const { card, listed, pair, pin, positions } = PortalMap;

  PortalMap.place = (map, element, data) => {
    const at = positions(data);
    for (const thing of listed("place").values()) {
      const here = thing.element.tagName === "H1";
      const position = at.get(thing.number);
      if (!position) continue;
      const icon = pin("", here ? 28 : 24, "map-dot" + (here ? " is-focus" : ""));
      const marker = L.marker(position, { icon, title: thing.name, alt: thing.name, zIndexOffset: here ? 1000 : 0 }).addTo(map);
      marker.bindPopup(card(element, thing.name, thing.address), PortalMap.POPUP);
      pair(thing.element, marker, (on) => marker.getElement().classList.toggle("is-lit", on));
      if (here) map.setView(position, 12, { animate: false });
    }
  };
})();
