/* What can be taken back stands in the form itself, in hidden fields: a part of it as it was before each of the last
   changes. The server writes them for its buttons (forms/undoing.py), and here scripts do for theirs. One button, and
   Ctrl+Z outside of a field, takes the last one back. */
const MOST = 5;

const form = () => document.getElementById("form");
const button = () => form().querySelector("[name=do][value=undo]");

/* Before a script changes the fields below a path: `did` is the change in words, for the button. */
export function remember(did, path) {
  if (!form()) return;
  const isBelow = ([name, value]) => (name === "has" ? value : name).startsWith(`${path}.`);
  const was = document.createElement("input");
  Object.assign(was, { type: "hidden", name: "before" });
  was.value = JSON.stringify({ did, path, fields: [...new FormData(form())].filter(isBelow) });
  const all = [...form().querySelectorAll("[name=before]"), was];
  (all.at(-2) ?? form().elements.slip).after(was); // in their order
  for (const old of all.slice(0, -MOST)) old.remove();
  button().hidden = false;
  button().textContent = JSON.parse(form().dataset.words).undo.replace("{}", () => did);
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!isUndo || !form() || event.target.matches("textarea, input, select")) return; // a field undoes its own
  event.preventDefault();
  if (!button().hidden) document.dispatchEvent(new CustomEvent("desk:act", { detail: "undo" }));
});
