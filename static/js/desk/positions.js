/* The preview of positions on the map: from where the numbers were to where they are in WGS-84, and lines; and one of them
   taken into the form that asked, which listens under the name that it gave this page (place.js). */
import { ground, reveal } from "./ground.js";

const element = document.getElementById("positions-map");
const rows = [...document.querySelectorAll("tr[data-at]")];
const pair = (text) => text.split(",").map(Number);
const table = document.querySelector("table[data-for]");

if (table && table.dataset.for && window.BroadcastChannel) {
  const channel = new BroadcastChannel(`desk-position-${table.dataset.for}`);
  reveal(table);
  table.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const [lat, lng] = pair(button.closest("tr").dataset.at);
    channel.postMessage({ lat, lng, measured: button.closest("tr").dataset.datum });
    const said = document.querySelector("[data-said]");
    said.textContent = said.dataset.taken;
    said.classList.remove("visually-hidden");
  });
}

const map = element && await ground(element);
if (map) {
  const colour = PortalMap.colour(element, "--brand-edge");
  const seen = [];
  for (const row of rows) {
    const [at, given] = [pair(row.dataset.at), pair(row.dataset.given)];
    L.polyline([given, at], { color: colour, weight: 3, dashArray: "4 6", interactive: false }).addTo(map);
    L.circleMarker(given, { color: colour, radius: 5, fill: false, interactive: false }).addTo(map);
    L.marker(at, { icon: PortalMap.pin("", 24, "map-dot is-focus"), title: row.dataset.name, alt: row.dataset.name, keyboard: false }).addTo(map);
    seen.push(at, given);
  }
  for (const form of document.querySelectorAll("[data-line]")) {
    const line = PortalMap.decode(form.dataset.line);
    L.polyline(line, { color: colour, weight: 4, interactive: false }).addTo(map);
    seen.push(...line);
  }
  if (seen.length) map.fitBounds(L.latLngBounds(seen).pad(0.3), { maxZoom: 15, animate: false });
}
