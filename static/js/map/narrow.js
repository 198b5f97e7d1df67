/* The form and the button “search here” of the explore map: they fetch the page of the new address and take its list. */
(() => {
  "use strict";

  PortalMap.narrow = (map, element, words, changed) => {
    const form = document.querySelector("form.map-form");
    const found = document.getElementById("found");
    if (!form || !found) return;
    let asked = 0, shown = location.search;

    /* Shows what an address says; the newest wins, and when the network fails the browser goes there itself. */
    async function go(address, { isNew = true, isNewView = true } = {}) {
      const mine = ++asked, isFocused = found.contains(document.activeElement) || here.isFocused();
      found.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(address, { credentials: "omit" });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== asked) return;
        for (const part of ["#found", "#map-total", ".languages"]) {
          document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
        }
        document.title = page.title;
        if (isNew && new URL(address, location).search !== shown) history.pushState(null, "", address);
        shown = location.search;
        form.elements.bbox.value = page.querySelector("form.map-form").elements.bbox.value;
        here.hide();
        if (isFocused) found.focus({ preventScroll: true }); // what had it is gone
        changed(isNewView);
      } catch {
        if (mine === asked) location.assign(address);
      } finally {
        found.removeAttribute("aria-busy");
      }
    }

    function address(changes = {}) {
      const asking = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value) asking.set(name, value);
      for (const [name, value] of Object.entries(changes)) asking.set(name, value);
      const query = asking.toString().replaceAll("%2C", ",");
      return form.action + (query ? `?${query}` : "");
    }

    form.addEventListener("submit", (event) => { event.preventDefault(); go(address()); });
    form.addEventListener("change", (event) => { if (event.target.name !== "q") go(address()); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-narrow]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      fill(new URL(link.href));
      go(link.href);
    });
    addEventListener("popstate", () => {
      if (location.search === shown) return; // only a jump within the page
      fill(new URL(location.href));
      go(location.href, { isNew: false });
    });

    function fill(url) {
      for (const field of form.elements) if (field.name) field.value = url.searchParams.get(field.name) || "";
    }

    const here = searchHere(map, words, () => {
      const box = map.getBounds();
      const sides = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((side) => side.toFixed(3));
      go(address({ bbox: sides.join(",") }), { isNewView: false });
    });
  };

  /* Appears once a person has moved the map, and disappears when the list follows. */
  function searchHere(map, words, press) {
    const bar = document.createElement("div");
    bar.className = "map-here-bar";
    bar.hidden = true;
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-main";
    made.textContent = words.searchHere;
    made.addEventListener("click", press);
    bar.append(made);
    map.getContainer().append(bar);
    L.DomEvent.disableClickPropagation(bar);
    let isByHand = false;
    const moved = (event) => { isByHand = isByHand || !event.target.closest(".map-button"); }; // the whole screen is no journey
    for (const event of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(event, moved, { passive: true });
    map.on("moveend", () => { if (isByHand) bar.hidden = !PortalMap.region.intersects(map.getBounds()); });
    return { hide: () => { bar.hidden = true; isByHand = false; }, isFocused: () => bar.contains(document.activeElement) };
  }
})();
