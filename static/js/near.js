/* “Near me first”: asks where one is only when clicked, and puts the position into the address rounded to about a kilometre. */
for (const button of document.querySelectorAll("[data-near]")) {
  if (!("geolocation" in navigator)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(location.href);
        address.searchParams.set("near", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        address.searchParams.set("sort", "distance");
        address.searchParams.delete("page");
        location.assign(address);
      },
      () => {
        const sorry = document.createElement("p");
        sorry.setAttribute("role", "status");
        sorry.textContent = button.dataset.failed;
        button.replaceWith(sorry);
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}
