/* One route: its stops by number, its line leg by leg, and the stop list beside it. */
(() => {
  "use strict";
  const { card, colour, fit, named, page, pair, pin, spread } = PortalMap;

  /* Days differ by the weight and the rhythm of the line, not by its colour alone; dashes are for what is schematic. */
  const DAYS = [{ weight: 5 }, { weight: 3.5 }, { weight: 5, opacity: 0.75 }, { weight: 2.5 }];
  const KINDS = { road: null, rail: "10 4 2 4", walk: "1 7", straight: "7 8" };

  function line(map, element, feature) {
    const path = feature.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
    const day = DAYS[(feature.properties.day - 1) % DAYS.length];
    const dashArray = KINDS[feature.properties.kind];
    const below = L.polyline(path, { color: colour(element, "--surface"), weight: day.weight + 4, opacity: 0.9, interactive: false }).addTo(map);
    const above = L.polyline(path, { color: colour(element, "--season"), ...day, dashArray, className: "map-way", interactive: false });
    return [below, above];
  }

  PortalMap.route = (map, element, data, lang) => {
    const stops = data.features.filter((f) => f.geometry.type === "Point");
    const ways = data.features.filter((f) => f.geometry.type === "LineString").map((f) => line(map, element, f));
    ways.forEach(([, above]) => above.addTo(map)); // after every pale edge, so that none covers a line
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ways.forEach(([below, above]) => {
      below.setStyle({ color: colour(element, "--surface") });
      above.setStyle({ color: colour(element, "--season") });
    }));
    const many = new Set(stops.map((f) => f.properties.day)).size > 1;
    const markers = stops.map((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      const { number, day, key, name } = feature.properties;
      const title = `${number} ${named(name, lang)}`;
      const icon = pin(String(number), 28, `map-pin map-pin-${(day - 1) % 2 ? "even" : "odd"}`);
      const marker = L.marker([lat, lon], { icon, title, alt: title, riseOnHover: true, zIndexOffset: 1000 - number }).addTo(map);
      const item = document.getElementById(`stop-${number}`);
      marker.bindPopup(card(element, title, page(element, key), many ? PortalMap.words(element).day.replace("{n}", day) : "", item), PortalMap.POPUP);
      if (item) {
        pair(item, marker, (on) => {
          item.classList.toggle("is-lit", on);
          marker.getElement().classList.toggle("is-lit", on);
        });
      }
      return marker;
    });
    fit(map, data.bbox);
    fit(map, spread(map, markers).toBBoxString().split(",").map(Number)); // who moved aside at the edge is to be seen, too
  };
})();
