/* A notice's places: found by name, or all those in a circle on the map. What is ticked is what the form says. */
import { Find, about } from "./find.js";
import { ground, isOurs, reveal, words } from "./ground.js";

const WAIT_MS = 250;

class Places {
  constructor(form) {
    this.form = form;
    this.finds = [...form.querySelectorAll("[data-find]")].map((box) => new Find(box, (choice) => this.tick(choice)));
  }

  /* Ticks a choice, in a new line where the form has none of it. */
  tick(choice) {
    const name = choice.kind === "route" ? "routes" : "attractions";
    let field = this.form.querySelector(`[name="${name}"][value="${CSS.escape(choice.key)}"]`);
    if (!field) {
      const [item, label, words_] = ["li", "label", "span"].map((tag) => document.createElement(tag));
      field = document.createElement("input");
      Object.assign(field, { type: "checkbox", name, value: choice.key });
      label.className = "desk-tick";
      words_.append(choice.name, " ", about(choice, this.words));
      label.append(field, " ", words_);
      item.append(label);
      this.form.querySelector(`[data-ticks="${name}"]`).append(item);
    }
    field.checked = true;
    return field;
  }

  get words() { return this.finds[0].words; }
}

class Circle {
  constructor(box, map, places) {
    [this.lat, this.lon, this.km] = ["lat", "lon", "km"].map((name) => box.querySelector(`[name="${name}"]`));
    Object.assign(this, { map, places, ours: new Set(), words: words(map.getContainer()), said: box.querySelector("[data-said]") });
    for (const each of [this.lat, this.lon, this.km]) each.addEventListener("change", () => this.follow());
    map.on("click", ({ latlng }) => this.put(latlng));
    map.on("locationfound", ({ latlng }) => this.put(latlng));
    box.querySelector("[data-centre]").addEventListener("click", () => this.put(map.getCenter()));
    this.follow();
  }

  put({ lat, lng }) {
    if (!isOurs({ lat, lng })) { this.said.textContent = this.words.outside; return; }
    this.lat.value = lat.toFixed(5);
    this.lon.value = lng.toFixed(5);
    this.follow();
  }

  follow() {
    const [lat, lng, km] = [this.lat, this.lon, this.km].map((each) => (each.value.trim() ? Number(each.value) : NaN));
    if (![lat, lng, km].every(Number.isFinite) || km <= 0 || !isOurs({ lat, lng })) return;
    if (this.drawn) this.drawn.remove();
    const colour = PortalMap.colour(this.map.getContainer(), "--stop");
    this.drawn = L.circle([lat, lng], { radius: km * 1000, color: colour, weight: 3, fillOpacity: 0.12, interactive: false }).addTo(this.map);
    this.map.fitBounds(this.drawn.getBounds(), { maxZoom: 13, animate: false });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(lat, lng, km), WAIT_MS);
  }

  /* Ticks what lies inside, and unticks what an earlier circle had ticked. */
  async ask(lat, lng, km) {
    const address = new URL(this.places.form.querySelector("[data-find]").dataset.find, location.href);
    address.searchParams.set("near", `${lat},${lng}`);
    address.searchParams.set("km", String(km));
    try {
      const { choices } = await (await fetch(address)).json();
      this.ours.forEach((field) => { field.checked = false; });
      const ticked = (key) => this.places.form.querySelector(`[name="attractions"][value="${CSS.escape(key)}"]:checked`);
      const fresh = choices.filter(({ key }) => !ticked(key));
      this.ours = new Set(fresh.map((choice) => this.places.tick(choice)));
      this.said.textContent = this.words.circle.replace("%", String(choices.length));
    } catch {
      this.said.textContent = this.words.failed;
    }
  }
}

for (const form of document.querySelectorAll("[data-warn]")) {
  const places = new Places(form);
  const box = form.querySelector("[data-circle]");
  const open = async () => {
    if (!box.open || box.dataset.drawn) return;
    box.dataset.drawn = "true";
    const map = await ground(box.querySelector(".desk-map"));
    if (!map) return;
    reveal(box);
    new Circle(box, map, places);
  };
  box.addEventListener("toggle", open);
  open();
}
