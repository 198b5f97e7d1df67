/* The partners' page: the preview follows the form, and each text to copy gets a button. Without this script the form's
   own button does the first, and the texts can be selected. */
const form = document.getElementById("maker");
const heard = document.createElement("p");
heard.className = "visually-hidden";
heard.setAttribute("role", "status");
form.append(heard);
const tabs = document.querySelector(".maker-kinds");
let asked = 0;

/* The newest change wins; when the network fails, the browser goes there itself. */
async function follow(address) {
  const mine = ++asked, made = document.getElementById("made");
  made.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { credentials: "omit" });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    made.replaceChildren(...page.getElementById("made").childNodes);
    tabs.replaceChildren(...page.querySelector(".maker-kinds").childNodes);
    problems(page);
    history.replaceState(null, "", address);
    buttons(made);
  } catch {
    if (mine === asked) location.assign(address);
  } finally {
    made.removeAttribute("aria-busy");
  }
}

/* Takes what is wrong from the new page, field by field; the fields themselves stay, with the focus and the cursor. */
function problems(page) {
  for (const old of form.querySelectorAll(".maker-problem")) old.remove();
  for (const field of form.elements) {
    const twin = field.id && page.getElementById(field.id);
    if (!twin) continue;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (twin.hasAttribute(name)) field.setAttribute(name, twin.getAttribute(name)); else field.removeAttribute(name);
    }
    const said = twin.parentElement.querySelector(".maker-problem");
    if (said) field.parentElement.append(said);
  }
}

function address() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return `${form.action}?${query}`;
}

function buttons(root) {
  for (const text of root.querySelectorAll("textarea")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = form.dataset.copy;
    button.setAttribute("aria-describedby", text.closest(".copy").querySelector("h3").id);
    button.addEventListener("click", () => copy(text, button));
    text.closest(".copy").append(button);
  }
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text.value);
    button.textContent = form.dataset.copied;
  } catch { // not allowed here: what is selected can be copied by hand
    text.select();
    button.textContent = form.dataset.select;
  }
  heard.textContent = button.textContent; // a screen reader hears it, wherever the focus is
}

/* A name is typed anew: what is chosen would narrow the list of names to itself. */
form.addEventListener("focusin", ({ target }) => { if (target.id === "b-key") target.select(); });
form.addEventListener("change", () => follow(address()));
form.addEventListener("submit", (event) => { event.preventDefault(); follow(address()); });
form.addEventListener("click", (event) => {
  const mend = event.target.closest("[data-colour]");
  if (!mend) return;
  event.preventDefault();
  form.elements.color.value = mend.dataset.colour.slice(1);
  form.elements.color.focus();
  follow(address());
});
buttons(document);
