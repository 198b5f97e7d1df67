/* Draws what a published map names. One global, because Folium's script is a classic script that calls it; the files of this
   folder travel as one (assets.SCRIPTS) and each adds to it what it draws. Text from people reaches the page through
   textContent alone. */
window.PortalMap = (() => {
  "use strict";

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
      const ground = PortalMap.archive(new URL(what.base, here).href);
      const [data] = await Promise.all([load(what.data), ground.getHeader()]);
      PortalMap[what.kind](map, element, data, lang);
      PortalMap.basemap(map, element, ground, lang); // after the view is set, so that no tile is asked in vain
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

  return { draw, named, colour, card, page, pin, fit };
})();
