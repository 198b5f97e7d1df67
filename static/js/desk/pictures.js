// The field of templates/desk/parts/pictures.html: thumbnails, buttons that move, a dialog to choose by sight.
const start = () => document.querySelectorAll("[data-picks]").forEach(enhance);
document.addEventListener("desk:swapped", start); // the form was drawn anew (form.js)
start();

function enhance(field) {
  const words = field.dataset;
  const list = field.querySelector(".picks-list");
  const rows = () => [...list.querySelectorAll(".pick")];
  const input = (row) => row.querySelector("input");

  function number() {
    rows().forEach((row, place) => {
      const name = `${words.picks}.${place}`;
      input(row).name = input(row).id = name;
      const label = row.querySelector("label");
      label.htmlFor = name;
      label.firstChild.textContent = `${words.place} ${place + 1}${row.dataset.title ? ` · ${row.dataset.title}` : ""}`;
      row.querySelector("[data-move=up]").disabled = place === 0;
      row.querySelector("[data-move=down]").disabled = place === rows().length - 1;
    });
    list.dispatchEvent(new Event("input", { bubbles: true })); // autosave listens
  }

  function button(text, act, move = "") {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    if (move) made.dataset.move = move;
    made.addEventListener("click", act);
    return made;
  }

  function dress(row) {
    const acts = document.createElement("span");
    acts.className = "pick-acts";
    acts.append(
      button(words.up, () => step(row, -1), "up"),
      button(words.down, () => step(row, 1), "down"),
      button(words.remove, () => {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        number();
        (next ? input(next) : chooser).focus();
      }),
    );
    row.append(acts);
  }

  function step(row, by) {
    const all = rows();
    const other = all[all.indexOf(row) + by];
    if (by < 0) other.before(row);
    else other.after(row);
    number();
    const own = row.querySelector(`[data-move=${by < 0 ? "up" : "down"}]`);
    (own.disabled ? row.querySelector("[data-move]:not(:disabled)") : own).focus();
  }

  function show(row, choice) {
    input(row).value = choice.key;
    row.dataset.title = choice.title;
    row.querySelector(".pick-image")?.remove();
    if (choice.thumbnail) {
      const image = new Image(96, 64);
      image.className = "pick-image";
      image.alt = "";
      image.src = choice.thumbnail;
      row.prepend(image);
    }
  }

  function put(choice) {
    const row = field.querySelector("template").content.firstElementChild.cloneNode(true);
    list.append(row);
    dress(row);
    show(row, choice);
    number();
    dialog.close();
    input(row).focus(); // seen, and the next key is about it
  }

  const dialog = document.createElement("dialog");
  dialog.className = "picks-dialog";
  dialog.setAttribute("aria-label", words.choose);
  const asked = document.createElement("label");
  const search = document.createElement("input");
  search.type = "search";
  asked.append(words.search, search);
  const shelf = document.createElement("div");
  shelf.className = "picks-shelf";
  dialog.append(asked, shelf, button(words.close, () => dialog.close()));

  let looks = 0;
  async function look() {
    const mine = ++looks;
    const answer = await fetch(`${words.library}?q=${encodeURIComponent(search.value)}`);
    const { items } = await answer.json();
    if (mine !== looks) return; // a later word was faster
    shelf.replaceChildren(
      ...items.map((item) => {
        const made = button(item.title, () => put(item));
        if (item.thumbnail) {
          const image = new Image(96, 64);
          image.alt = "";
          image.src = item.thumbnail;
          made.prepend(image);
        }
        return made;
      }),
    );
    if (!items.length) shelf.textContent = words.none;
  }
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the form around it
  });

  const chooser = button(words.choose, () => {
    search.value = "";
    dialog.showModal();
    look();
  });
  for (const row of rows()) {
    row.dataset.title = row.querySelector("label").textContent.split(/[：:]\s*/).slice(1).join(": ");
    dress(row);
  }
  list.after(chooser, dialog);
  number();
}
