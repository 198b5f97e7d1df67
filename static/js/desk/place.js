/* Where one thing lies: two numbers, and a mark on the map that follows them and leads them. */
import { ground, isOurs, reveal, tell, words } from "./ground.js";
import { remember } from "./undo.js";

const STEP_DEGREES = 0.0001; // about ten metres
const DIGITS = 6;

class PointField {
  constructor(root, map) {
    const field = (name) => root.querySelector(`[name="${root.dataset.point}.${name}"]`);
    [this.lat, this.lon, this.quality, this.measured] = ["lat", "lon", "quality", "measured"].map(field);
    this.map = map;
    this.words = words(map.getContainer());
    this.said = root.querySelector("[data-said]");
    this.path = root.dataset.point;
    this.icon = PortalMap.pin("", 28, "map-dot is-focus");
    for (const each of [this.lat, this.lon]) each.addEventListener("change", () => this.follow());
    map.on("click", ({ latlng }) => this.put(latlng));
    root.querySelector("[data-centre]").addEventListener("click", () => this.put(map.getCenter()));
    this.listen(root.querySelector("[data-positions]"));
    this.follow();
  }

  /* The page that turns other datums into ours hands its position back here, under a name that this form alone has. */
  listen(link) {
    if (!link || !window.BroadcastChannel) return;
    const name = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
    const address = new URL(link.href);
    address.searchParams.set("for", name);
    link.href = address.href;
    new BroadcastChannel(`desk-position-${name}`).onmessage = ({ data }) => this.put(data, data.measured);
  }

  /* The point that the fields name, or null. */
  get at() {
    const [lat, lng] = [this.lat, this.lon].map((each) => (each.value.trim() ? Number(each.value) : NaN));
    return Number.isFinite(lat) && Number.isFinite(lng) ? { lat, lng } : null;
  }

  follow() {
    const at = this.at && isOurs(this.at) ? this.at : null;
    if (!at) { if (this.marker) this.marker.remove(); this.marker = null; return; }
    if (!this.marker) this.mark(at);
    this.marker.setLatLng(at);
    if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }

  mark(at) {
    const name = this.words.point;
    this.marker = L.marker(at, { icon: this.icon, draggable: true, autoPan: true, title: name, alt: name }).addTo(this.map);
    this.marker.on("dragend", () => this.put(this.marker.getLatLng()));
    this.marker.getElement().addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = STEP_DEGREES * (event.shiftKey ? 10 : 1);
    const [north, east] = { ArrowUp: [step, 0], ArrowDown: [-step, 0], ArrowLeft: [0, -step], ArrowRight: [0, step] }[event.key] || [0, 0];
    if (!north && !east) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move too
    const { lat, lng } = this.marker.getLatLng();
    this.put({ lat: lat + north, lng: lng + east });
  }

  put({ lat, lng }, measured = "WGS-84") {
    if (!isOurs({ lat, lng })) { this.said.textContent = this.words.outside; this.follow(); return; }
    remember(this.words.marking, this.path);
    const quality = this.quality.value === "none" ? "point" : this.quality.value;
    [this.lat.value, this.lon.value, this.quality.value, this.measured.value] = [lat.toFixed(DIGITS), lng.toFixed(DIGITS), quality, measured];
    this.follow();
    tell(this.lat);
    this.said.textContent = this.words.moved.replace("%", `${this.lat.value}, ${this.lon.value}`);
  }
}

async function start() {
  for (const root of document.querySelectorAll("[data-point]")) {
    const element = root.querySelector(".desk-map");
    const [lat, lon] = ["lat", "lon"].map((name) => Number(root.querySelector(`[name="${root.dataset.point}.${name}"]`).value));
    const map = await ground(element, window.PortalMap && PortalMap.region.contains([lat, lon]) ? [lat, lon] : null);
    if (!map) continue;
    reveal(root);
    new PointField(root, map);
  }
}

document.addEventListener("desk:swapped", start); // the form was drawn anew (form.js)
start();
