/* Everything that the page lists: places in clusters, routes as lines. The form narrows list and map without a new page;
   every state is an address, and without this script the form is an ordinary one. */
(() => {
  "use strict";
  const { card, colour, decode, fit, listed, pair, pin, positions } = PortalMap;
  const FEW = 30; // more strong lines than this hide the land

  function cluster(group) {
    const size = 32 + Math.min(8, group.getChildCount() / 8);
    return pin(String(group.getChildCount()), size, "map-cluster");
  }

  PortalMap.explore = (map, element, data) => {
    const words = PortalMap.words(element);
    const at = positions(data);
    const lines = L.layerGroup().addTo(map);
    const group = L.markerClusterGroup({
      showCoverageOnHover: false, maxClusterRadius: (zoom) => zoom < 12 ? 58 : 36, animate: false, iconCreateFunction: cluster,
    }).addTo(map);

    function marker(thing) {
      const made = L.marker(at.get(thing.number), { icon: pin("", 24, "map-dot"), title: thing.name, alt: thing.name });
      made.bindPopup(() => card(element, thing.name, thing.address, thing.group, thing.element), PortalMap.POPUP);
      pair(thing.element, made, (on) => {
        const shown = group.getVisibleParent(made);
        if (shown && shown.getElement()) shown.getElement().classList.toggle("is-lit", on);
      });
      return made;
    }

    function way(thing, isFew) {
      const [season, known, guessed] = data.routes[thing.number];
      const calm = { color: colour(element, `--${season}`), ...(isFew ? { weight: 3, opacity: 0.8 } : { weight: 1.6, opacity: 0.4 }) };
      const parts = [[known, null], [guessed, "6 7"]].filter(([some]) => some.length)
        .map(([some, dashArray]) => L.polyline(some.map(decode), { ...calm, dashArray }));
      const made = L.featureGroup(parts).addTo(lines);
      made.bindPopup(() => card(element, thing.name, thing.address, "", thing.element), PortalMap.POPUP);
      pair(thing.element, made, (on) => {
        if (on) made.setStyle({ weight: 5, opacity: 1 }).bringToFront();
        else if (!parts.some((part) => part.isPopupOpen())) made.setStyle(calm);
        thing.element.classList.toggle("is-lit", on);
      });
    }

    function show() {
      const places = [...listed("place").values()].filter((thing) => at.has(thing.number));
      const routes = [...listed("route").values()].filter((thing) => data.routes[thing.number]);
      lines.clearLayers();
      routes.forEach((thing) => way(thing, routes.length <= FEW));
      group.clearLayers();
      group.addLayers(places.map(marker));
      return places.map((thing) => at.get(thing.number));
    }

    function look(points) {
      const box = new URL(location.href).searchParams.get("bbox");
      const bounds = L.latLngBounds(points);
      if (box) fit(map, box.split(",").map(Number), 0);
      else if (bounds.isValid()) fit(map, bounds.toBBoxString().split(",").map(Number));
    }

    look(show());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    PortalMap.narrow(map, element, words, (isNewView) => { const points = show(); if (isNewView) look(points); });
  };
})();
