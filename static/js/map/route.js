/* One route: its stops by number, its line by day, and the stop list beside it. */
(() => {
  "use strict";
  const { colour, named, card, page, pin, fit } = PortalMap;

  function route(map, element, data, lang) {
    const line = colour(element, "--season");
    const stops = data.features.filter((f) => f.geometry.type === "Point");
    const ways = data.features.filter((f) => f.geometry.type === "LineString");
    ways.forEach((f) => {
      const path = f.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
      L.polyline(path, { color: colour(element, "--surface"), weight: 8, interactive: false }).addTo(map);
      L.polyline(path, { color: line, weight: 4, dashArray: f.properties.day % 2 ? "1 0" : "10 6", interactive: false }).addTo(map);
    });
    map.attributionControl.addAttribution(element.dataset.schematic);
    const many = Math.max(...stops.map((f) => f.properties.day)) > 1;
    stops.forEach((f) => {
      const [lon, lat] = f.geometry.coordinates;
      const p = f.properties;
      const title = `${p.number} ${named(p.name, lang)}`;
      const marker = L.marker([lat, lon], { icon: pin(String(p.number), title, 28, "map-pin"), title, alt: title, riseOnHover: true, zIndexOffset: 1000 - p.number }).addTo(map);
      marker.bindPopup(card(element, title, page(element, p.key), many ? element.dataset.day.replace("{n}", p.day) : ""));
      pair(marker, document.getElementById(`stop-${p.number}`));
    });
    fit(map, data.bbox);
  }

  /* The stop list and the map point at each other, by mouse and by keyboard. */
  function pair(marker, item) {
    if (!item) return;
    const light = (on) => {
      item.classList.toggle("is-lit", on);
      if (marker.getElement()) marker.getElement().classList.toggle("is-lit", on);
    };
    marker.on("mouseover focus popupopen", () => light(true));
    marker.on("mouseout blur popupclose", () => light(false));
    item.addEventListener("mouseenter", () => light(true));
    item.addEventListener("mouseleave", () => light(false));
    item.addEventListener("focusin", () => light(true));
    item.addEventListener("focusout", () => light(false));
  }

  PortalMap.route = route;
})();
