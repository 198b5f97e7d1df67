/* A map of the desk: the offline basemap with our buttons, drawn by what draws the site's maps (static/js/map). */
export const words = (element) => JSON.parse(element.dataset.deskWords);

/* The Leaflet map in an element, shown now; null before the basemap is built, and then the fields do without. */
export async function ground(element, view) {
  if (!element.dataset.archive || !window.PortalMap || !window.L) return null;
  element.hidden = false;
  const map = L.map(element, { zoomControl: false, minZoom: 6, maxZoom: 16, zoomSnap: 0.25, crs: L.CRS.EPSG3857 });
  PortalMap.controls(map, element, PortalMap.words(element));
  map.attributionControl.setPrefix("");
  const archive = PortalMap.archive(new URL(element.dataset.archive, location.href).href);
  PortalMap.ground(map, element, null, 16);
  if (view) map.setView(view, 13, { animate: false });
  else map.fitBounds(PortalMap.region, { animate: false });
  archive.getHeader().then(() => PortalMap.basemap(map, element, archive, element.dataset.lang)).then(
    () => { element.dataset.ready = "true"; }, () => PortalMap.saySorry(element));
  return map;
}

/* Whether a point lies where this site has anything. */
export const isOurs = ({ lat, lng }) => PortalMap.region.contains([lat, lng]);

/* A field was changed by a script: whoever keeps what is typed hears of it as of a key. */
export const tell = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

export const reveal = (root) => root.querySelectorAll(".desk-scripted").forEach((part) => { part.hidden = false; });
