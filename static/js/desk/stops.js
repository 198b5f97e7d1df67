/* The stops of a route: put in order by buttons and by drag, found in the register or on the map. The form's fields are all
   there is: their names are counted anew after every move, and the map shows what they say. */
import { Find, about } from "./find.js";
import { ground, isOurs, reveal, tell, words } from "./ground.js";
import { remember } from "./undo.js";
import { widen } from "./areas.js";

class Stops {
  constructor(root) {
    this.root = root;
    this.element = root.querySelector(".desk-map");
    this.words = words(this.element);
    this.said = root.querySelector(":scope > [data-said]");
    this.days = [...root.querySelectorAll("[data-day]")].map((day) => day.querySelector(".desk-stop-list"));
    root.classList.add("has-scripts");
    reveal(root);
    this.days.forEach((list) => [...list.children].forEach((stop) => this.prepare(stop)));
    for (const day of root.querySelectorAll("[data-day]")) {
      const list = day.querySelector(".desk-stop-list");
      const box = day.querySelector("[data-find]");
      new Find(box, (choice) => { this.add(list, choice); box.scrollIntoView({ block: "nearest", behavior: "instant" }); });
      day.addEventListener("dragover", (event) => { if (this.dragged) { event.preventDefault(); this.aim(event.target.closest(".desk-stop")); } });
      day.addEventListener("drop", (event) => { event.preventDefault(); this.drop(list, event.target.closest(".desk-stop")); });
    }
    root.addEventListener("click", (event) => this.press(event));
    this.start();
  }

  get stops() { return this.days.flatMap((list) => [...list.children]); }

  async start() {
    this.map = await ground(this.element);
    if (!this.map) return;
    this.layer = L.layerGroup().addTo(this.map);
    this.map.on("click", ({ latlng }) => this.near(latlng));
    this.draw();
  }

  prepare(stop) {
    stop.draggable = true;
    stop.addEventListener("dragstart", (event) => {
      if (event.target !== stop) return; // text that is dragged out of a field
      this.dragged = stop;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", name(stop));
      stop.classList.add("is-dragged");
    });
    stop.addEventListener("dragend", () => { stop.classList.remove("is-dragged"); this.aim(null); this.dragged = null; });
    for (const field of stop.querySelectorAll("input, textarea")) { // else a press into a field would drag the stop
      field.addEventListener("focus", () => { stop.draggable = false; });
      field.addEventListener("blur", () => { stop.draggable = true; });
    }
  }

  aim(target) {
    for (const stop of this.stops) stop.classList.toggle("is-target", stop === target && stop !== this.dragged);
  }

  drop(list, target) {
    if (!this.dragged || target === this.dragged) return;
    const stop = this.dragged;
    this.remember("moving", stop, list);
    list.insertBefore(stop, target);
    this.after(this.words.order.replace("%", name(stop)).replace("#", String(this.stops.indexOf(stop) + 1)));
  }

  press(event) {
    const button = event.target.closest(".desk-stop-moves button");
    const stop = button && button.closest(".desk-stop");
    if (!stop || !this.stops.includes(stop)) return;
    const verb = button.value.split(" ")[0];
    event.preventDefault();
    if (verb === "remove") this.remove(stop);
    else this.move(stop, verb === "up" ? -1 : 1, button);
  }

  /* To the place before or behind; beyond the end of a day into the next one. */
  move(stop, step, button) {
    const list = stop.parentElement;
    const beside = step < 0 ? stop.previousElementSibling : stop.nextElementSibling;
    const other = this.days[this.days.indexOf(list) + step];
    if (!beside && !other) return;
    this.remember("moving", stop, beside ? list : other);
    if (beside) list.insertBefore(step < 0 ? stop : beside, step < 0 ? beside : stop);
    else if (step < 0) other.append(stop);
    else other.prepend(stop);
    this.after(this.words.order.replace("%", name(stop)).replace("#", String(this.stops.indexOf(stop) + 1)));
    button.focus();
  }

  remove(stop) {
    const next = stop.nextElementSibling || stop.previousElementSibling;
    const back = next ? next.querySelector("[value^=remove]") : stop.closest("[data-day]").querySelector("[data-find] input");
    this.remember("removing", stop, stop.parentElement);
    stop.remove();
    this.after(this.words.removed.replace("%", name(stop)));
    back.focus();
  }

  add(list, choice) {
    const stop = this.root.querySelector("template").content.querySelector(".desk-stop").cloneNode(true);
    stop.querySelector("[name$='.attraction']").value = choice.key;
    stop.querySelector(".desk-stop-title").textContent = choice.name;
    stop.querySelector(".count").textContent = about({ ...choice, km: null }, this.words).textContent;
    stop.dataset.at = choice.lat === null ? "" : `${choice.lat},${choice.lon}`;
    this.prepare(stop);
    this.remember("adding", stop, list);
    list.append(stop);
    const widened = widen(choice) ? this.words.widened.replace("%", () => choice.where) : "";
    this.after([this.words.added.replace("%", () => choice.name), widened].join(" ").trim());
    if (widened) this.say(list, widened);
    stop.scrollIntoView({ block: "nearest", behavior: "instant" });
    return stop;
  }

  /* Seen beside the day, too: what changed stands far above it. */
  say(list, sentence) {
    const line = this.root.querySelector("[data-widened]");
    line.textContent = sentence;
    line.hidden = false;
    list.after(line);
  }

  /* A stop is about to go into a list, or out of it: what comes back is the day's stops, or all days where it leaves its own. */
  remember(what, stop, list) {
    const isWithin = !stop.parentElement || stop.parentElement === list;
    const did = this.words[what].replace("%", what === "removing" ? String(this.stops.indexOf(stop) + 1) : name(stop));
    remember(did, isWithin ? list.closest("[data-day]").dataset.day : this.root.dataset.stops);
  }

  after(sentence) {
    this.number();
    this.draw();
    this.said.textContent = sentence;
    tell(this.root);
  }

  /* Names, ids and what points at them are the path of the stop; only that part of them changes. */
  number() {
    let count = 0;
    this.days.forEach((list) => [...list.children].forEach((stop, i) => {
      const from = stop.dataset.stop, to = `${list.closest("[data-day]").dataset.day}.${i}`;
      stop.querySelector(".desk-stop-number").textContent = String(++count);
      for (const part of stop.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const value = part.getAttribute(attribute);
          if (value && value.startsWith(`${from}.`)) part.setAttribute(attribute, to + value.slice(from.length));
        }
      }
      for (const button of stop.querySelectorAll(".desk-stop-moves button")) button.value = `${button.value.split(" ")[0]} ${to}`;
      stop.dataset.stop = to;
    }));
  }

  /* All stops are in sight, however they were before. */
  draw() {
    if (!this.map) return;
    this.layer.clearLayers();
    const placed = this.stops.map((stop, i) => ({ stop, number: i + 1 })).filter(({ stop }) => stop.dataset.at);
    const points = placed.map(({ stop }) => stop.dataset.at.split(",").map(Number));
    L.polyline(points, { color: PortalMap.colour(this.element, "--brand-edge"), weight: 3, dashArray: "7 8", interactive: false }).addTo(this.layer);
    placed.forEach(({ stop, number }, i) => {
      const title = `${number} ${name(stop)}`;
      L.marker(points[i], { icon: PortalMap.pin(String(number), 28, "map-pin"), title, alt: title, keyboard: false }).addTo(this.layer);
    });
    if (points.length) this.map.fitBounds(L.latLngBounds(points).pad(0.2), { maxZoom: 13, animate: false });
  }

  /* Places of the register around a click, each with a button for every day. */
  async near(latlng) {
    const box = this.root.querySelector("[data-near]");
    if (!isOurs(latlng)) { this.said.textContent = this.words.outside; return; }
    const address = new URL(this.root.dataset.nearUrl, location.href);
    address.searchParams.set("near", `${latlng.lat},${latlng.lng}`);
    let choices;
    try {
      choices = (await (await fetch(address)).json()).choices;
    } catch {
      this.said.textContent = this.words.failed;
      return;
    }
    const heading = document.createElement("p");
    heading.textContent = choices.length ? this.words.near : this.words.nothingNear;
    this.said.textContent = heading.textContent;
    box.replaceChildren(heading, ...choices.slice(0, 8).map((choice) => this.offer(choice)));
  }

  offer(choice) {
    const line = document.createElement("p");
    line.className = "desk-buttons";
    line.append(choice.name, " ", about(choice, this.words));
    this.days.forEach((list) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = list.closest("[data-day]").querySelector("[data-find] label").textContent;
      button.setAttribute("aria-label", `${choice.name}: ${button.textContent}`);
      button.addEventListener("click", () => {
        const field = this.add(list, choice).querySelector("[name$='.minutes']");
        field.focus({ preventScroll: true });
        field.scrollIntoView({ block: "center", behavior: "instant" });
      });
      line.append(button);
    });
    return line;
  }
}

const name = (stop) => stop.querySelector(".desk-stop-title").textContent.trim();

const start = () => { for (const root of document.querySelectorAll("[data-stops]")) new Stops(root); };
document.addEventListener("desk:swapped", start); // the form was drawn anew (form.js)
start();
