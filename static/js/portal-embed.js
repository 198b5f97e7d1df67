/* <portal-embed kind="route" key="palace-and-tomb" lang="en"><a href="…">The route</a></portal-embed>
   A frame of the portal that is as high as what it shows. What stands inside stays until the frame has arrived. v1: its
   attributes are kept for ever. Runs under a strict policy: no inline style, no other file. */
(() => {
  "use strict";
  const PATHS = { route: "routes/", attraction: "attractions/", event: "events/", map: "map", calendar: "calendar" };
  const ASKED = ["lang", "view", "color", "height", "appearance", "season", "area", "theme", "category", "days", "q"];
  const NAMES = { zh: "沈阳都市圈四季游", en: "Four Seasons around Shenyang" };
  const own = document.currentScript || document.querySelector('script[src*="/embed/v1/portal-embed.js"]');

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;border:0}");

  class PortalEmbed extends HTMLElement {
    static observedAttributes = [...ASKED, "kind", "key", "data-key", "event-kind", "partner-key", "base", "title"];

    #frame = null;
    #waits = false;
    #hear = ({ source, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || !data) return;
      if (data.type !== "portal-embed:height" || data.version !== 1 || !(data.height > 0)) return;
      this.#frame.height = Math.min(data.height, 20000);
      this.shadowRoot.querySelector("slot").hidden = true; // it is there: the fallback has done its duty
    };

    connectedCallback() {
      if (!this.shadowRoot) {
        const root = this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        root.append(document.createElement("slot"));
      }
      addEventListener("message", this.#hear);
      this.#show();
    }

    disconnectedCallback() { removeEventListener("message", this.#hear); }

    attributeChangedCallback() {
      if (!this.isConnected || this.#waits) return;
      this.#waits = true; // several attributes at once are one new frame
      queueMicrotask(() => { this.#waits = false; this.#show(); });
    }

    /* The address of the frame; empty while the attributes do not name one. Vue and React keep `key` to themselves, so
       `data-key` says the same. */
    get address() {
      const kind = this.getAttribute("kind") || "route", path = PATHS[kind];
      const key = this.getAttribute("key") || this.getAttribute("data-key") || "";
      if (!path || (path.endsWith("/") && !key)) return "";
      const base = this.getAttribute("base") || (own && own.src);
      const url = new URL(path.endsWith("/") ? path + encodeURIComponent(key) : path, new URL(".", base));
      const names = { "event-kind": "kind", "partner-key": "key" };
      for (const name of [...ASKED, ...Object.keys(names)]) {
        if (this.getAttribute(name)) url.searchParams.set(names[name] || name, this.getAttribute(name));
      }
      return url.href;
    }

    #show() {
      const { address } = this;
      const title = this.getAttribute("title") || NAMES[(this.lang || document.documentElement.lang).slice(0, 2)] || NAMES.zh;
      if (this.#frame && this.#frame.src === address) { this.#frame.title = title; return; }
      if (this.#frame) this.#frame.remove();
      this.shadowRoot.querySelector("slot").hidden = false;
      this.#frame = null;
      if (!address) return;
      const frame = this.#frame = document.createElement("iframe");
      Object.assign(frame, { title, height: this.getAttribute("height") || 480, loading: "lazy", allow: "fullscreen" });
      frame.sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
      frame.src = address;
      this.shadowRoot.append(frame);
    }
  }

  if (!customElements.get("portal-embed")) customElements.define("portal-embed", PortalEmbed);
})();
