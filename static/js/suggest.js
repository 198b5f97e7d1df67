/* Suggestions under a search box: the combobox of the ARIA Authoring Practices, list autocomplete with manual selection.
   Without this file the form submits all the same. Text from people reaches the page through textContent alone. */
const WAIT_MS = 90;
let boxes = 0;

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.address = new URL(form.dataset.suggest, location.href);
    this.kinds = JSON.parse(form.dataset.kinds);
    this.items = [];
    this.at = -1;
    this.asked = "";
    this.list = document.createElement("div");
    this.list.id = `suggestions-${++boxes}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.label);
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    form.append(this.list, this.said);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
      autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", (event) => { if (!event.isComposing) this.soon(); });
    this.input.addEventListener("compositionend", () => this.soon());
    this.input.addEventListener("keydown", (event) => { if (!event.isComposing) this.key(event); });
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.go(this.items[Number(option.dataset.at)]);
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    if (text === this.asked && !this.list.hidden) return;
    this.asked = text;
    if (this.request) this.request.abort();
    if (!text) { this.close(); return; }
    this.request = new AbortController();
    this.address.searchParams.set("q", text.slice(0, 100));
    try {
      const answer = await fetch(this.address, { signal: this.request.signal, credentials: "omit" });
      if (answer.ok && document.activeElement === this.input) this.show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(suggestions) {
    const groups = new Map();
    for (const suggestion of suggestions) {
      if (!groups.has(suggestion.kind)) groups.set(suggestion.kind, []);
      groups.get(suggestion.kind).push(suggestion);
    }
    this.items = [];
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...[...groups].map(([kind, some]) => this.group(kind, some)));
    this.list.hidden = this.items.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.said.textContent = this.items.length ? this.form.dataset.count.replace("%", String(this.items.length)) : "";
  }

  group(kind, some) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const title = document.createElement("p");
    title.className = "suggestions-kind";
    title.id = `${this.list.id}-${kind}`;
    title.textContent = this.kinds[kind] || kind;
    title.setAttribute("role", "presentation");
    group.setAttribute("aria-labelledby", title.id);
    group.append(title);
    for (const suggestion of some) {
      const option = document.createElement("div");
      option.id = `${this.list.id}-${this.items.length}`;
      option.dataset.at = String(this.items.length);
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = suggestion.title;
      option.append(name);
      if (suggestion.where) {
        const where = document.createElement("span");
        where.className = "count";
        where.textContent = suggestion.where;
        option.append(" ", where);
      }
      group.append(option);
      this.items.push(suggestion);
    }
    return group;
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) { this.asked = ""; this.ask(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.items.length + 1; // one beyond the last is the box itself
      this.choose((this.at + 1 + step + count) % count - 1);
    } else if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.go(this.items[this.at]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  choose(at) {
    this.at = at;
    for (const option of this.list.querySelectorAll("[role=option]")) {
      const isIt = Number(option.dataset.at) === at;
      option.setAttribute("aria-selected", String(isIt));
      if (isIt) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
  }

  go(suggestion) {
    this.close();
    location.assign(suggestion.url);
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Suggestions(form);
