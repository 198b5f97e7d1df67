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
    const lang = element.dataset.lang;
    PortalMap.controls(map, element, words(element));
    map.attributionControl.setPrefix("");
    map.keyboard.enable();
    followFocus(map, element);
    const load = (name) => fetch(new URL(name, here), { credentials: "omit" }).then((r) => {
      if (!r.ok) throw new Error(`${name}: ${r.status}`);
      return r.json();
    });
    const archive = PortalMap.archive(new URL(what.base, here).href);
    const offline = () => archive.getHeader().then(() => PortalMap.basemap(map, element, archive, lang));
    try {
      const isOffline = PortalMap.ground(map, element, offline, what.offlineMaxZoom);
      const [data] = await Promise.all([load(what.data), isOffline && archive.getHeader()]);
      PortalMap[element.dataset.kind || what.kind](map, element, data, lang);
      if (isOffline) await offline(); // after the view is set, so that no tile is asked in vain
      element.dataset.ready = "true";
    } catch (error) {
      saySorry(element);
      throw error;
    }
  }

  function saySorry(element) {
    const sorry = document.createElement("p");
    sorry.className = "map-sorry";
    sorry.setAttribute("role", "status");
    sorry.textContent = words(element).failed;
    element.append(sorry);
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
      if (close) close.setAttribute("aria-label", words(element).close);
      const more = popup.getElement().querySelector("details");
      if (more) more.addEventListener("toggle", () => popup.update());
      const link = popup.getElement().querySelector(".leaflet-popup-content a");
      if (link) link.focus({ preventScroll: true });
    });
    map.on("popupclose", ({ popup }) => {
      const marker = popup._source && popup._source.getElement && popup._source.getElement();
      if (marker && popup.getElement().contains(document.activeElement)) marker.focus({ preventScroll: true });
    });
  }

  /* A pop-up: a title, lines, a link to the page, and what the list item has of these: that it is closed, links to
     navigation. */
  function card(element, title, address, line = "", item = null) {
    const box = document.createElement("div");
    const name = document.createElement("p");
    name.className = "map-name";
    name.textContent = title;
    box.append(name);
    const shut = item && item.querySelector(".badge-closed");
    if (shut) box.append(shut.cloneNode(true));
    if (line) {
      const p = document.createElement("p");
      p.textContent = line;
      box.append(p);
    }
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = words(element).open;
      box.append(link);
    }
    const navigate = item && item.querySelector(".navigate");
    if (navigate) box.append(navigate.cloneNode(true));
    return box;
  }

  const page = (element, key) => element.dataset.url.replace("KEY", encodeURIComponent(key));

  function pin(text, size, className) {
    const body = document.createElement("span");
    body.textContent = text;
    return L.divIcon({ html: body, className, iconSize: [size, size] });
  }

  function fit(map, [west, south, east, north], padding = 36) {
    map.fitBounds([[south, west], [north, east]], {
      paddingTopLeft: [padding && padding + 30, padding], paddingBottomRight: [padding, padding], maxZoom: 13, animate: false, // clear of the buttons
    });
  }

  /* Pop-ups that scroll rather than outgrow the map, and keep clear of its buttons. */
  const POPUP = { maxHeight: 230, autoPanPaddingTopLeft: [64, 12], autoPanPaddingBottomRight: [12, 30] };

  /* What the interface says, in the page's language. */
  const words = (element) => JSON.parse(element.dataset.words);

  return { draw, saySorry, escaped, named, colour, card, page, pin, fit, words, POPUP };
})();
