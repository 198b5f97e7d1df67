/* Everything: places in clusters, routes as lines; the same map with one place in its middle is an attraction's. */
(() => {
  "use strict";
  const { colour, named, card, page, pin, fit } = PortalMap;
  const SEASONS = ["spring", "summer", "autumn", "winter"];

  function explore(map, element, data, lang) {
    const want = element.dataset;
    const points = data.features.filter((f) => f.geometry.type === "Point");
    const ways = want.focus ? [] : data.features.filter((f) => f.geometry.type === "LineString" && routeFits(f.properties, want));
    const stops = new Set(ways.flatMap((f) => f.properties.stops));
    const faint = ways.length > 30 ? { weight: 1.5, opacity: 0.4 } : { weight: 3, opacity: 0.75 }; // a hundred strong lines hide the land
    ways.forEach((f) => {
      const season = SEASONS.includes(f.properties.season) ? f.properties.season : "autumn";
      const path = f.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
      const way = L.polyline(path, { color: colour(element, `--${season}`), ...faint }).addTo(map);
      way.on("mouseover popupopen", () => way.setStyle({ weight: 5, opacity: 1 }).bringToFront());
      way.on("mouseout popupclose", () => { if (!way.isPopupOpen()) way.setStyle(faint); });
      const address = want.url.replace("/attractions/", "/routes/").replace("KEY", encodeURIComponent(f.properties.key));
      way.bindPopup(card(element, named(f.properties.name, lang), address));
    });
    const group = L.markerClusterGroup({
      showCoverageOnHover: false, maxClusterRadius: want.focus ? 26 : 44, disableClusteringAtZoom: want.focus ? 14 : 12, animate: false,
      iconCreateFunction: (cluster) => {
        const size = 30 + Math.min(16, cluster.getChildCount() / 3);
        return pin(String(cluster.getChildCount()), "", size, "map-cluster");
      },
    });
    const shown = points.filter((f) => placeFits(f.properties, want, stops));
    let focus = null;
    shown.forEach((f) => {
      const [lon, lat] = f.geometry.coordinates;
      const title = named(f.properties.name, lang);
      const isFocus = f.properties.key === want.focus;
      const size = isFocus ? 28 : 24; // to be touched; the dot inside is smaller
      const marker = L.marker([lat, lon], { icon: pin("", title, size, "map-dot" + (isFocus ? " is-focus" : "")), title, alt: title });
      marker.bindPopup(card(element, title, isFocus ? "" : page(element, f.properties.key), named(data.areas[f.properties.area] || {}, lang)));
      if (isFocus) { focus = marker; marker.setZIndexOffset(1000).addTo(map); } else group.addLayer(marker);
    });
    group.addTo(map);
    if (focus) map.setView(focus.getLatLng(), 12, { animate: false });
    else fit(map, shown.length ? L.latLngBounds(shown.map((f) => [f.geometry.coordinates[1], f.geometry.coordinates[0]])).toBBoxString().split(",").map(Number) : data.bbox);
  }

  const routeFits = (p, want) => (!want.season || p.season === want.season) &&
    (!want.area || p.areas.includes(want.area)) && (!want.theme || p.themes.includes(want.theme));

  /* The same rule as catalogue.landings.explore, so that map and list agree. */
  const placeFits = (p, want, stops) => want.focus !== "" || ((!want.area || p.area === want.area) &&
    (!want.season || p.seasons.includes(want.season) || stops.has(p.key)) && (!want.theme || stops.has(p.key)));

  PortalMap.explore = explore;
})();
