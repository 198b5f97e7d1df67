/* Buttons of every map: closer and farther, the whole screen, where am I; a scale; one line that says what happened; and a
   wheel that belongs to the page before it belongs to the map. */
(() => {
  "use strict";
  const REGION = L.latLngBounds([39.9, 120.9], [43.6, 126]);
  const HINT_MS = 2500;

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

  /* One line over the map. */
  function line(element, className) {
    const made = document.createElement("p");
    made.className = className;
    element.append(made);
    return made;
  }

  /* A polite one at its foot; a screen reader hears it too. */
  function status(element) {
    const made = line(element, "map-status");
    made.setAttribute("role", "status");
    return (text) => { made.textContent = text; };
  }

  const isFull = (element) => document.fullscreenElement === element || element.classList.contains("is-full");

  /* Over a map the wheel goes on scrolling the page, as somebody who reads on wants. It zooms with Ctrl or the command key,
     where there is no page to scroll, and from a press into the map until the pointer leaves it. */
  function wheel(element, words) {
    const hint = line(element, "map-hint");
    let isMeant = false, hiding = 0;
    const tell = (text) => { clearTimeout(hiding); hint.textContent = text; };
    element.addEventListener("pointerdown", () => { isMeant = true; tell(""); }, { capture: true });
    element.addEventListener("pointerleave", () => { isMeant = false; tell(""); });
    element.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey || isMeant || isFull(element)) { tell(""); return; }
      event.stopImmediatePropagation(); // before Leaflet, which would keep it from the page
      if (event.target.closest(".leaflet-popup")) return; // a long card scrolls by itself
      tell(words.wheel);
      hiding = setTimeout(tell, HINT_MS, "");
    }, { capture: true, passive: true });
  }

  /* A telephone without the Fullscreen API gets the same by style. */
  function wholeScreen(map, element, words) {
    const leave = () => {
      element.classList.remove("is-full");
      if (document.fullscreenElement) document.exitFullscreen();
    };
    const enter = () => {
      if (document.fullscreenEnabled) element.requestFullscreen().catch(() => { element.classList.add("is-full"); tell(); });
      else element.classList.add("is-full");
    };
    const control = button(map, "full", words.full, () => {
      if (isFull(element)) leave(); else enter();
      tell();
    });
    const made = control.getContainer().firstChild;
    function tell() {
      made.setAttribute("aria-pressed", String(isFull(element)));
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
    wheel(element, words);
    locate(map, words, say);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    return say;
  };
})();
