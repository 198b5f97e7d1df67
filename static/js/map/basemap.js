/* The offline basemap: vector tiles from one archive, drawn in the colours of tokens.css by day and by night. */
(() => {
  "use strict";
  const { brush, colour, lettering } = PortalMap;
  const LAST = 10; // the archive's last zoom; what a map at 12 to 14 shows is enlarged from it
  const CLUSTER = [40]; // about as large as a cluster, which is its own icon and does not say its size
  const TOKENS = ["land", "beyond", "urban", "water", "water-name", "motorway", "motorway-edge", "trunk", "primary", "secondary",
    "border", "border-soft", "border-band", "place", "place-soft"];

  /* The archive at an address, not yet asked for anything; whoever wants to know whether it is there asks `getHeader()`. */
  const archive = (address) => new protomapsL.PmtilesSource(address, true).p;

  /* Adds the basemap to a map whose view is set; `address` is that of the archive, or what `archive` made of it. The element's
     data-painted says "true" as soon as all that is in view has been painted. */
  function basemap(map, element, address, lang) {
    const ink = {};
    const readColours = () => {
      for (const name of TOKENS) ink[name] = colour(element, `--map-${name}`);
      for (const face of ["sans", "serif"]) ink[face] = colour(element, `--${face}`);
    };
    const enlarged = () => map.getZoomScale(map.getZoom(), Math.round(map.getZoom()));
    readColours();
    let scale = enlarged();
    const layer = protomapsL.leafletLayer({
      url: address, maxDataZoom: LAST, attribution: "", lang: element.lang, noWrap: true,
      paintRules: paint(ink, () => scale), labelRules: names(ink, lang, () => scale, covering(map, () => scale)),
      tasks: document.fonts ? [document.fonts.load('600 15px "Bitter"')] : [],
    });
    const sharpen = () => { layer.tileSize = Math.round(256 * layer.devicePixelRatio * scale); };
    const again = () => { layer.clearLayout(); layer.rerenderTiles(); };
    sharpen();
    map.on("zoomend", () => {
      if (enlarged() === scale) return;
      scale = enlarged();
      sharpen();
      again();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); again(); });
    layer.on("load", () => { element.dataset.painted = "true"; });
    return layer.addTo(map);
  }

  /* Tells whether a box in pixels of a zoom lies under a marker that the map shows now. */
  const covering = (map, scale) => (box, zoom) => {
    let isCovered = false;
    map.eachLayer((marker) => {
      if (isCovered || !(marker instanceof L.Marker)) return;
      const { iconSize = CLUSTER } = marker.options.icon.options || {}, aside = marker.aside || L.point(0, 0);
      const { x, y } = map.project(marker.getLatLng(), zoom).add(aside.divideBy(scale()));
      const half = iconSize[0] / 2 / scale();
      isCovered = box.minX < x + half && box.maxX > x - half && box.minY < y + half && box.maxY > y - half;
    });
    return isCovered;
  };

  /* A value at each zoom, between the given ones by interpolation: by([6, 1], [14, 5]). */
  const by = (...stops) => (zoom) => {
    const next = stops.findIndex(([at]) => at >= zoom);
    if (next < 1) return stops[next < 0 ? stops.length - 1 : 0][1];
    const [[from, low], [to, high]] = [stops[next - 1], stops[next]];
    return low + (high - low) * (zoom - from) / (to - from);
  };

  function paint(ink, scale) {
    const kind = (name) => (zoom, f) => f.props.kind === name;
    const area = (dataLayer, token, more = {}) => ({
      dataLayer, ...more, symbolizer: new brush.Fill({ colour: () => ink[token], scale, ...more }),
    });
    const line = (dataLayer, name, token, width, more = {}) => ({
      dataLayer, filter: kind(name), ...more, symbolizer: new brush.Stroke({ colour: () => ink[token], width, scale, ...more }),
    });
    const shore = { bend: by([11, 0], [14, 24]) }, curve = { bend: by([11, 0], [14, 12]) };
    const wide = {
      motorway: by([6, 1.1], [8, 1.5], [10, 2.4], [12, 3.6], [14, 6]),
      trunk: by([7, 0.8], [10, 1.8], [12, 2.8], [14, 5]),
      primary: by([8, 0.7], [10, 1.3], [12, 2.2], [14, 4]),
      secondary: by([10, 0.8], [12, 1.5], [14, 3]),
    };
    const edged = (width) => (zoom) => width(zoom) + 1.6;
    return [
      area("beyond", "beyond"),
      area("land", "land"),
      area("urban", "urban", { maxzoom: 10, bend: () => 30 }),
      area("water", "water", { filter: kind("lake"), ...shore }),
      line("water", "river", "water", by([6, 0.9], [8, 1.4], [10, 2.2], [12, 3.4], [14, 5.5]), shore),
      line("roads", "secondary", "secondary", wide.secondary, curve),
      line("roads", "primary", "primary", wide.primary, curve),
      line("roads", "trunk", "motorway-edge", edged(wide.trunk), { minzoom: 11, ...curve }),
      line("roads", "motorway", "motorway-edge", edged(wide.motorway), { minzoom: 10, ...curve }),
      line("roads", "trunk", "trunk", wide.trunk, curve),
      line("roads", "motorway", "motorway", wide.motorway, curve),
      area("beyond", "beyond", { opacity: 0.6 }), // what lies outside is there, but fades
      line("borders", "district", "border-soft", by([7, 0.8], [10, 1], [14, 1.4]), { dash: [0.1, 3.5] }),
      line("borders", "area", "border-band", by([6, 3], [9, 5], [14, 8])),
      line("borders", "area", "border", by([6, 0.8], [10, 1.1], [14, 1.4])),
    ];
  }

  function names(ink, lang, scale, isCovered) {
    const { Place, WaterName, Shield } = lettering;
    const name = (f) => PortalMap.named(f.props, lang);
    const point = (lettered, text = name) => new Place(lettered, scale, isCovered, text);
    const style = (size, face, weight, token, more = {}) => ({
      size, ink: () => ink[token], paper: () => ink.land, font: (by) => `${weight} ${size / by}px ${ink[face]}`, ...more,
    });
    const { dot, peak, station } = lettering.signs(ink);
    const rank = (number, minzoom, lettered) => ({
      dataLayer: "places", minzoom, filter: (zoom, f) => f.props.rank === number, symbolizer: point(lettered),
    });
    const of = (dataLayer, kind, minzoom, symbolizer) => ({ dataLayer, minzoom, filter: (zoom, f) => f.props.kind === kind, symbolizer });
    const water = new WaterName(style(lang === "zh" ? 12 : 11.5, "serif", lang === "zh" ? "500" : "italic 400", "water-name"), scale, isCovered, name);
    const small = (size, token, sign, gap) => style(size, "sans", 400, token, { sign, gap });
    const height = (f) => `${name(f)} ${f.props.metres} m`;
    return [
      rank(1, 6, style(15, "serif", 600, "place", { sign: dot(3.2, true), gap: 7, halo: 4 })),
      rank(2, 8, style(13, "sans", 500, "place", { sign: dot(2.4, true), gap: 6 })),
      of("names", "lake", 8, water),
      rank(3, 8, small(12, "place-soft", dot(1.8), 5)),
      of("names", "river", 8, water),
      { dataLayer: "roads", minzoom: 10, filter: (zoom, f) => Boolean(f.props.ref), symbolizer: new Shield({ ...style(9.5, "sans", 600, "place-soft"), board: () => ink.motorway, edge: () => ink["motorway-edge"] }, scale) },
      of("places", "peak", 9, point(small(11, "place-soft", peak, 6), height)),
      rank(4, 11, small(11.5, "place-soft", dot(1.6), 5)),
      { ...of("places", "station", 12, point(small(11, "place-soft", station, 6))), filter: (zoom, f) => f.props.kind === "station" && Boolean(f.props[lang]) }, // no source has English names
      rank(5, 12, small(11, "place-soft", dot(1.3), 4.5)),
    ];
  }

  Object.assign(PortalMap, { archive, basemap });
})();
