/* Draws what a published map names: the offline basemap, a route or everything. One global, because Folium's script is a
   classic script that calls it. Text from people reaches the page through textContent alone. */
window.PortalMap = (() => {
  "use strict";

  const SEASONS = ["spring", "summer", "autumn", "winter"];
  const named = (names, lang) => names[lang] || names.zh || "";
  const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

  async function draw(map, what) {
    const element = map.getContainer();
    const here = document.currentScript.src; // gone after the first await
    const wait = element.querySelector(".map-wait");
    if (wait) wait.remove();
    const lang = element.dataset.lang;
    L.control.zoom({ zoomInTitle: element.dataset.zoomIn, zoomOutTitle: element.dataset.zoomOut }).addTo(map);
    map.attributionControl.setPrefix("").addAttribution(
      `${escaped(element.dataset.approval)} · © <a href="https://www.openstreetmap.org/copyright" rel="noopener">OpenStreetMap</a>, OpenMapTiles`);
    map.keyboard.enable();
    followFocus(map, element);
    const load = (name) => fetch(new URL(name, here), { credentials: "omit" }).then((r) => {
      if (!r.ok) throw new Error(`${name}: ${r.status}`);
      return r.json();
    });
    try {
      const [base, data] = await Promise.all([load(what.base), load(what.data)]);
      basemap(map, element, base, lang);
      (what.kind === "route" ? route : explore)(map, element, data, lang);
      element.dataset.ready = "true";
    } catch (error) {
      const sorry = document.createElement("p");
      sorry.className = "map-sorry";
      sorry.setAttribute("role", "status");
      sorry.textContent = element.dataset.failed;
      element.append(sorry);
      throw error;
    }
  }

  const escaped = (text) => {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  };

  /* Escape closes a card wherever in the map the focus is; a card takes the focus to its link and gives it back. */
  function followFocus(map, element) {
    element.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
    map.on("popupopen", ({ popup }) => {
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", element.dataset.close);
      const link = popup.getElement().querySelector(".leaflet-popup-content a");
      if (link) link.focus({ preventScroll: true });
    });
    map.on("popupclose", ({ popup }) => {
      const marker = popup._source && popup._source.getElement && popup._source.getElement();
      if (marker && popup.getElement().contains(document.activeElement)) marker.focus({ preventScroll: true });
    });
  }

  function basemap(map, element, layers, lang) {
    const renderer = L.canvas({ padding: 0.4 });
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

  function card(element, title, address, ...lines) {
    const box = document.createElement("div");
    const name = document.createElement("p");
    name.className = "map-name";
    name.textContent = title;
    box.append(name);
    for (const line of lines.filter(Boolean)) {
      const p = document.createElement("p");
      p.textContent = line;
      box.append(p);
    }
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = element.dataset.open;
      box.append(link);
    }
    return box;
  }

  const page = (element, key) => element.dataset.url.replace("KEY", encodeURIComponent(key));

  function pin(text, title, size, className) {
    const body = document.createElement("span");
    body.textContent = text;
    return L.divIcon({ html: body, className, iconSize: [size, size] });
  }

  function fit(map, bbox) {
    const [west, south, east, north] = bbox;
    map.fitBounds([[south, west], [north, east]], { padding: [36, 36], maxZoom: 13, animate: false });
  }

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

  return { draw };
})();
