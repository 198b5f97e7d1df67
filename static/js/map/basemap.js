/* The offline basemap. */
(() => {
  "use strict";
  const { colour, named } = PortalMap;

  function basemap(map, element, layers, lang) {
    const renderer = L.canvas({ padding: 0.4, pane: "tilePane" }); // below the lines, even when it comes after them
    const lines = (name, style) => L.geoJSON(layers[name], { renderer, interactive: false, style }).addTo(map);
    const water = (f) => f.properties.class === "lake"
      ? { stroke: false, fillColor: colour(element, "--water"), fillOpacity: 1 }
      : { color: colour(element, "--river"), weight: 1.6, fill: false };
    lines("water", water);
    const road = { motorway: 2, trunk: 1.4, primary: 0.8 };
    lines("roads", (f) => ({ color: colour(element, "--road"), weight: road[f.properties.class] || 1 }));
    lines("districts", () => ({ color: colour(element, "--border-soft"), weight: 0.8, dashArray: "3 4" }));
    lines("areas", () => ({ color: colour(element, "--border"), weight: 1.5, fill: false }));
    places(map, layers.places, lang);
  }

  function places(map, collection, lang) {
    const shownFrom = { 1: 6, 2: 9, 3: 11 };
    const labels = collection.features.map((f) => {
      const [lon, lat] = f.geometry.coordinates;
      const text = document.createElement("span");
      text.textContent = named(f.properties, lang);
      text.className = "map-place" + (f.properties.rank === 1 ? " is-city" : "");
      const icon = L.divIcon({ html: text, className: "", iconSize: [120, 16] });
      return [shownFrom[f.properties.rank], L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "tilePane" })];
    });
    const show = () => labels.forEach(([zoom, label]) => (map.getZoom() >= zoom ? label.addTo(map) : label.remove()));
    map.on("zoomend", show);
    map.whenReady(show);
  }

  PortalMap.basemap = basemap;
})();
