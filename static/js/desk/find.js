/* A search box over the register: the combobox of the ARIA Authoring Practices (1.2), list autocomplete. Enter takes the chosen
   place and never sends the form. Text from people reaches the page through textContent alone. */
import { words } from "./ground.js";

const WAIT_MS = 120;
let boxes = 0;

export class Find {
  /* `take` gets the choice: {kind, key, name, where, draft, lat, lon}. */
  constructor(box, take) {
    this.box = box;
    this.take = take;
    this.input = box.querySelector("input");
    this.words = { ...words(box), asks: box.dataset.asks };
    this.choices = [];
    this.at = -1;
    this.list = document.createElement("div");
    this.list.id = `desk-options-${++boxes}`;
    this.list.className = "desk-options";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", box.querySelector("label").textContent);
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    box.append(this.list, this.said);
    box.hidden = false;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
      autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", (event) => { event.stopPropagation(); if (!event.isComposing) this.soon(); });
    this.input.addEventListener("compositionend", () => this.soon());
    this.input.addEventListener("keydown", (event) => { if (!event.isComposing && event.keyCode !== 229) this.key(event); });
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at));
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    if (this.request) this.request.abort();
    if (!text) { this.close(); return; }
    const address = new URL(this.box.dataset.find, location.href);
    address.searchParams.set("q", text);
    this.request = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.show((await answer.json()).choices);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.said.textContent = this.words.failed;
    }
  }

  show(choices) {
    if (document.activeElement !== this.input) return;
    this.choices = choices;
    const isNamed = choices.some((choice) => !choice.weak);
    const none = choices.length ? `${this.words.none} ${this.words.weak}` : this.words.none;
    this.list.replaceChildren(...choices.map((choice, at) => option(choice, at, `${this.list.id}-${at}`, this.words)));
    if (!isNamed) this.list.prepend(remark(none));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", String(choices.length > 0));
    this.said.textContent = isNamed ? this.words.count.replace("%", String(choices.length)) : none;
    this.mark(isNamed ? 0 : -1); // Enter takes the best one; what may not be meant is taken by nobody who did not choose it
  }

  key(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.at >= 0 && !this.list.hidden) this.choose(this.at);
      else this.ask();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = this.choices.length;
      if (this.list.hidden || !count) { this.ask(); return; }
      this.mark(this.at < 0 ? (event.key === "ArrowDown" ? 0 : count - 1) : (this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  mark(at) {
    this.at = at;
    for (const each of this.list.querySelectorAll("[role=option]")) {
      const isIt = Number(each.dataset.at) === at;
      each.setAttribute("aria-selected", String(isIt));
      if (isIt) each.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
  }

  choose(at) {
    const choice = this.choices[at];
    this.input.value = "";
    this.close();
    this.take(choice);
  }

  close() {
    this.list.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

/* A line of the list that cannot be chosen; what it says is said to screen readers beside it. */
function remark(text) {
  const made = document.createElement("p");
  made.className = "desk-options-none";
  made.setAttribute("aria-hidden", "true");
  made.textContent = text;
  return made;
}

function option(choice, at, id, said) {
  const made = document.createElement("div");
  made.id = id;
  made.dataset.at = String(at);
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  name.textContent = choice.name;
  made.append(name, " ", about(choice, said));
  return made;
}

/* Where a choice lies and what is special about it. */
export function about(choice, said) {
  const line = document.createElement("span");
  line.className = "count";
  const unplaced = choice.kind === "attraction" && choice.lat === null;
  const km = choice.km === null ? "" : said.km.replace("%", String(choice.km));
  const asks = choice.asks && said.asks && said.asks.replace("%", () => choice.asks);
  line.textContent = [choice.where, asks, km, choice.draft && said.draft, unplaced && said.unplaced].filter(Boolean).join(" · ");
  return line;
}
