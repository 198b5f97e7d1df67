/* Buttons of every map: closer and farther, the whole screen, where am I; a scale; and one line that says what happened. */
(() => {
  "use strict";
  const REGION = L.latLngBounds([39.9, 120.9], [43.6, 126]);

  function button(map, name, text, press) {
    const Bar = L.Control.extend({
      onAdd() {
        const bar = L.DomUtil.create("div", "leaflet-bar");
        const made = L.DomUtil.create("button", `map-button map-button-${name}`, bar);
        made.type = "button";
        made.title = text;
        made.setAttribute("aria-label", text);
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(made, "click", () => press(made));
        return bar;
      },
    });
    return new Bar({ position: "topleft" }).addTo(map);
  }

  /* One polite line over the map's foot; a screen reader hears it too. */
  function status(element) {
    const line = document.createElement("p");
    line.className = "map-status";
    line.setAttribute("role", "status");
    element.append(line);
    return (text) => { line.textContent = text; };
  }

  /* A telephone without the Fullscreen API gets the same by style. */
  function wholeScreen(map, element, words) {
    const isFull = () => document.fullscreenElement === element || element.classList.contains("is-full");
    const leave = () => {
      element.classList.remove("is-full");
      if (document.fullscreenElement) document.exitFullscreen();
    };
    const enter = () => {
      if (document.fullscreenEnabled) element.requestFullscreen().catch(() => { element.classList.add("is-full"); tell(); });
      else element.classList.add("is-full");
    };
    const control = button(map, "full", words.full, () => {
      if (isFull()) leave(); else enter();
      tell();
    });
    const made = control.getContainer().firstChild;
    function tell() {
      made.setAttribute("aria-pressed", String(isFull()));
      map.invalidateSize();
    }
    document.addEventListener("fullscreenchange", tell);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && element.classList.contains("is-full")) { leave(); tell(); }
    });
  }

  /* Asks where one is when the button is pressed, and never before. */
  function locate(map, words, say) {
    if (!("geolocation" in navigator)) return;
    const { featurePolicy } = document; // a frame in another page may not ask unless that page allows it
    if (featurePolicy && !featurePolicy.allowsFeature("geolocation")) return;
    let here = null;
    button(map, "locate", words.locate, (made) => {
      made.disabled = true;
      say(words.locating);
      map.locate({ enableHighAccuracy: false, timeout: 15000, maximumAge: 60000 });
      map.once("locationfound locationerror", () => { made.disabled = false; });
    });
    map.on("locationerror", () => say(words.lost));
    map.on("locationfound", ({ latlng, accuracy }) => {
      if (here) here.remove();
      if (!REGION.contains(latlng)) { say(words.away); return; }
      const style = { className: "map-here", interactive: false };
      here = L.layerGroup([L.circle(latlng, { ...style, radius: accuracy }), L.circleMarker(latlng, { ...style, radius: 7, fillOpacity: 1, pane: "tooltipPane" })]);
      here.addTo(map);
      map.setView(latlng, Math.max(map.getZoom(), 11));
      say(words.found.replace("{m}", String(Math.round(accuracy))));
    });
  }

  PortalMap.region = REGION;
  PortalMap.controls = (map, element, words) => {
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    wholeScreen(map, element, words);
    const say = status(element);
    locate(map, words, say);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    return say;
  };
})();
