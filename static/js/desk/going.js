/* The way to a field: a link to it puts the cursor into it. */
const FIELD = "input:not([type=hidden]), select, textarea";

const isSeen = (field) => field.offsetParent !== null;

/* The first input of a place in the form, or the place itself, in sight and with the focus. */
export function enter(place) {
  const first = place?.matches(FIELD) ? place : [...place?.querySelectorAll(FIELD) ?? []].find(isSeen) ?? place;
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "center", behavior: "instant" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#f-'], .edit-wrong a[href^='#']");
  const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place?.closest("#form")) return;
  event.preventDefault();
  enter(place);
});
