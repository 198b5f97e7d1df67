/* What a page lists and a map may show: elements with data-place or data-route, which name a thing by its number. A map
   takes names and addresses from there, so it can say nothing that the list does not. */
(() => {
  "use strict";

  /* number -> { number, element, name, address, group } of every element of a kind, `place` or `route`. */
  function listed(kind, root = document) {
    const found = new Map();
    for (const element of root.querySelectorAll(`[data-${kind}]`)) {
      const number = Number(element.dataset[kind]);
      const link = element.querySelector("a");
      const group = element.closest("[data-group]");
      const name = (link || element).textContent.trim();
      found.set(number, { number, element, name, address: link ? link.href : "", group: group ? group.dataset.group : "" });
    }
    return found;
  }

  /* An encoded polyline with five decimals as [[lat, lon], …]. */
  function decode(line) {
    const points = [];
    let at = 0, lat = 0, lon = 0;
    const next = () => {
      let bits = 0, shift = 0, byte;
      do { byte = line.charCodeAt(at++) - 63; bits |= (byte & 31) << shift; shift += 5; } while (byte > 31);
      return bits & 1 ? ~(bits >> 1) : bits >> 1;
    };
    while (at < line.length) {
      lat += next();
      lon += next();
      points.push([lat / 1e5, lon / 1e5]);
    }
    return points;
  }

  /* number -> [lat, lon] of the published data file. */
  const positions = (data) => {
    const at = decode(data.at);
    return new Map(data.places.map((number, i) => [number, at[i]]));
  };

  /* Something in the list and something on the map light each other up, by mouse and by keyboard. Leaflet does not tell of a
     marker that gets the focus, so its element is listened to, each time that it is made anew. */
  function pair(item, layer, light) {
    layer.on("mouseover popupopen", () => light(true));
    layer.on("mouseout popupclose", () => light(false));
    const hear = () => {
      const element = layer instanceof L.Marker && layer.getElement(); // a line that is listened to could be tabbed to
      if (!element) return;
      element.addEventListener("focus", () => light(true));
      element.addEventListener("blur", () => light(false));
    };
    hear();
    layer.on("add", hear);
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      item.addEventListener(event, () => light(on));
    }
  }

  Object.assign(PortalMap, { listed, decode, positions, pair });
})();
