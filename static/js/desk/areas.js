/* The areas of a route get those of the stops that are added to it; whoever does not want one takes it out again. */

/* Whether the area of a place was not yet among the form's, and now is. One more entry is drawn like the last one. */
export function widen({ area }) {
  const list = document.querySelector("[data-list=areas]");
  const last = list?.lastElementChild;
  const fields = list ? [...list.querySelectorAll("select")] : [];
  if (!area || !last || fields.some((field) => field.value === area)) return false;
  if (![...fields.at(-1).options].some((option) => option.value === area)) return false;
  const made = last.cloneNode(true);
  const [was, to] = [fields.length - 1, fields.length].map((n) => `areas.${n}`);
  for (const part of [made, ...made.querySelectorAll("*")]) {
    for (const { name, value } of part.attributes) if (value.includes(was)) part.setAttribute(name, value.replace(was, to));
  }
  made.querySelectorAll(".ask-wrong, .moves-drag, .ask-remarks").forEach((part) => part.remove());
  made.querySelector("select").value = area;
  const moves = [...list.querySelectorAll("[value^=down]")];
  moves.at(-1).disabled = false;
  made.querySelector("[value^=up]").disabled = false;
  renumber(made, fields.length);
  list.append(made);
  return true;
}

/* What is said of the last entry names its number: in its label and on its buttons. */
function renumber(made, last) {
  const anew = (text) => text.replace(String(last), String(last + 1));
  for (const button of made.querySelectorAll("[aria-label]")) button.setAttribute("aria-label", anew(button.getAttribute("aria-label")));
  const label = made.querySelector("label");
  label.textContent = anew(label.textContent);
}
