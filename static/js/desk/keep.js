/* Nothing typed is lost: it is sent to the server while one writes, and kept in this browser beside that. */
import "./saved.js";

const SOON_MS = 2000;
const STEADY_MS = 20000;
const PATIENCE_MS = 8000;
const BACKUP_MS = 300;
const OLD_MS = 60 * 24 * 3600 * 1000;
const CLOCKS_DIFFER_MS = 3000;

const form = document.getElementById("form");
const NOT_TYPED = new Set(form.dataset.notTyped.split(" "));
const words = JSON.parse(form.dataset.words);
const place = `desk:${form.dataset.person}:${location.pathname}:`;
const said = () => form.querySelector("[data-kept]");
const say = (text, isBad = false) => {
  said().textContent = text;
  said().classList.toggle("is-bad", isBad);
};
const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai", // as the server says it
});
const fields = () => [...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name));

/* What stands in the form; fields that stand ready and empty say nothing. */
const state = () => JSON.stringify(fields().filter(([, value]) => value));

let kept = state(), isHere = true, isThere = true, isSaving = false, isLeaving = false, soon, backup, asking, sent;
const isDirty = () => state() !== kept;

/* --- in this browser, a copy for each form as it was opened, as the server keeps them --- */
const mine = () => place + form.elements.slip.dataset.name;
const restored = () => place + form.elements.restored?.dataset.name;

function keepHere() {
  try {
    const slip = form.elements.slip.value;
    localStorage.setItem(mine(), JSON.stringify({ slip, at: Date.now(), fields: fields() }));
    isHere = true;
  } catch {
    isHere = false; // full, or forbidden
  }
}

function copies() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(place))) {
      const one = JSON.parse(localStorage.getItem(key));
      if (Date.now() - one.at > OLD_MS) localStorage.removeItem(key);
      else found.push({ key, ...one });
    }
  } catch { /* nothing can be kept here */ }
  return found.sort((a, b) => b.at - a.at);
}

/* The text of some fields, whichever form and base it was typed on. */
const text = (some) => JSON.stringify(some.filter(([name, value]) => value && !["base", "restored", "why"].includes(name)));

/* What was saved has no copy any more (saved.js), nor has what was brought back into it; other windows' copies have. What the
   server kept as late is offered by the page itself. */
function offer() {
  const atServer = JSON.parse(form.dataset.keptAt);
  const here = text(fields());
  const isNews = (one) => one.key !== mine() && text(one.fields) !== here
    && one.at > (Date.parse(atServer[one.key.slice(place.length)]) || 0) + CLOCKS_DIFFER_MS;
  for (const one of copies().filter(isNews).reverse()) show(one);
}

/* The newest stands by itself, older ones folded. */
function show(one) {
  const box = document.createElement("div");
  box.className = "edit-typed";
  box.setAttribute("role", "status");
  const told = document.createElement("p");
  told.textContent = words.backup.replace("{}", time(one.at));
  box.append(told, button(words.restore, () => {
    document.addEventListener("desk:acted", (event) => {
      if (!event.detail.done) return;
      if (one.key !== mine()) forget(one.key);
      box.remove();
    }, { once: true });
    document.dispatchEvent(new CustomEvent("desk:act", { detail: ["show", [...one.fields, ["slip", one.slip]]] })); // it goes on as the form it was
  }), button(words.discard, () => { forget(one.key); box.remove(); }));
  const newest = document.querySelector("[data-newest]"), older = document.querySelector("[data-older]");
  if (newest.children.length) {
    older.querySelector("summary").after(...newest.children);
    older.querySelector("summary").textContent = words.older.replace("{}", String(older.querySelectorAll(".edit-typed").length));
    older.hidden = false;
  }
  newest.append(box);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

const forget = (key) => localStorage.removeItem(key);

document.addEventListener("submit", (event) => { // the server's copy is let go of, and this browser's with it
  const offered = event.target.closest("[data-name]");
  if (offered) forget(place + offered.dataset.name);
});

/* --- at the server --- */
async function keepThere() {
  clearTimeout(soon);
  if (isLeaving) return;
  const upTo = state();
  const data = new FormData(form);
  data.delete("before");
  if (upTo === kept) { // only that we are still here; without a slip, so that it is never taken for what was typed
    for (const name of [...data.keys()]) if (!["csrf_token", "base"].includes(name)) data.delete(name);
    data.set("still", "same");
  }
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.typed, {
      method: "POST", body: data, redirect: "manual", signal: AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (answer.type === "opaqueredirect") return lost("out");
    if (!answer.ok) return lost("here");
    isThere = true;
    hear(await answer.json(), upTo);
  } catch {
    if (!isLeaving) lost("here"); // else it was cut off by going elsewhere
  }
}

function lost(why) {
  isThere = why === "out";
  if (isDirty()) say(isThere || isHere ? words[why] : words.nowhere, true);
}

function hear(told, upTo) {
  if (told.saved_at) {
    kept = upTo;
    forget(restored()); // it goes on in this form
    say(words.kept.replace("{}", told.saved_at));
    score(told);
  }
  const others = document.querySelector("[data-others]");
  const names = told.others.join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
  const newer = String(told.head) !== form.dataset.head ? words.newer : "";
  const text = [names && words.one.replace("{}", names), newer].filter(Boolean).join(" ");
  if (others.textContent !== text) others.textContent = text;
}

function score(told) {
  form.querySelector("[data-score]").textContent = told.score;
  form.querySelector("[data-score-bar]").value = told.score;
  form.querySelector("[data-advice]").replaceChildren(...told.advice.slice(0, 12).map(([anchor, text, points]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${anchor}`;
    link.textContent = text;
    const worth = document.createElement("span");
    worth.className = "figures";
    worth.textContent = points ? words.points.replace("{}", points) : "";
    line.append(...(points ? [worth] : []), link);
    return line;
  }));
}

function leave() {
  isLeaving = true;
  clearTimeout(soon);
  clearTimeout(backup);
  asking?.abort();
}

function touched() {
  if (!isDirty()) return;
  isLeaving = false; // whoever types is still here
  clearTimeout(soon);
  soon = setTimeout(keepThere, SOON_MS);
  clearTimeout(backup);
  backup = setTimeout(keepHere, BACKUP_MS);
  for (const one of document.querySelectorAll("[data-needs-save] button")) one.disabled = true;
}

form.addEventListener("input", touched);
document.addEventListener("desk:swapped", touched);
document.addEventListener("desk:lost", (event) => { keepHere(); lost(event.detail); });
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "do" && event.submitter.value !== "save") return;
  isSaving = true;
  sent = state();
  keepHere();
  sessionStorage.setItem(`${place}saving`, JSON.stringify([mine(), restored()]));
  leave(); // what is under way would come after the save, and be offered again
});
addEventListener("beforeunload", (event) => {
  if (isDirty() && !isSaving && !isHere && !isThere) event.preventDefault();
});
addEventListener("pagehide", () => { if (isDirty() && state() !== sent) keepHere(); leave(); });
addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = isSaving = false; });
setInterval(keepThere, STEADY_MS);
offer();
keepThere();
