/* Lists of the edit form without a new page: the same buttons, sent by fetch, and the form swapped for the answer's. A
   grip for the pointer is added beside the buttons. Without this file every button reloads the page, and all works. */
import { enter } from "./going.js";

const MOST_TRIES = 3;
const GRIP = "⠿";

const form = () => document.getElementById("form");
const typed = (data) => JSON.stringify([...data].filter(([name]) => name !== "do"));

document.addEventListener("submit", (event) => {
  const verb = event.submitter?.value ?? "save";
  if (event.target !== form() || event.submitter?.name !== "do" || verb === "save") return;
  event.preventDefault();
  act(verb);
});

/* Asks the server to do something to the form, and shows what it answers: one thing after the other. */
let before = Promise.resolve();
const act = (verb, fields) => (before = before.then(() => ask(verb, fields)));

/* What is typed meanwhile is sent again. */
async function ask(verb, fields) {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const data = fields ?? new FormData(form());
    const was = typed(data);
    data.set("do", verb);
    const page = await answered(data);
    if (!page) return false;
    if (!fields && typed(new FormData(form())) !== was) continue;
    swap(page, verb);
    return true;
  }
  return false;
}

async function answered(data) {
  try {
    const answer = await fetch(form().action, { method: "POST", body: data, redirect: "manual" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("noscript").forEach((part) => part.remove()); // this parser takes what they hold for the page
      if (page.getElementById("form")) return page;
    }
    tell(answer.type === "opaqueredirect" ? "out" : "here");
  } catch {
    tell("here");
  }
  return null;
}

function tell(why) {
  document.dispatchEvent(new CustomEvent("desk:lost", { detail: why }));
}

function swap(page, verb) {
  const open = new Set([...form().querySelectorAll("details[open]")].map(named));
  form().replaceChildren(...page.getElementById("form").childNodes);
  for (const more of form().querySelectorAll("details")) if (open.has(named(more))) more.open = true;
  dress();
  document.dispatchEvent(new CustomEvent("desk:swapped"));
  goOn(verb); // now that maps and search boxes stand where they will stay
}

/* The field to go on at is seen and has the focus; after taking something back, the button that takes back the next. */
function goOn(verb) {
  const undo = form().querySelector("[name=do][value=undo]");
  if (verb === "undo" && !undo.hidden) { undo.focus(); return; }
  let at = form().querySelector("[data-focus]").dataset.focus;
  while (at && !document.getElementById(`f-${at}`)) at = at.slice(0, Math.max(0, at.lastIndexOf(".")));
  const place = at ? document.getElementById(`f-${at}`) : null;
  enter(place);
}

const named = (details) => details.closest("[id]:not(details)").id + details.className;

/* A grip on every entry that can be moved. */
function dress() {
  for (const entry of form().querySelectorAll("[data-entry]")) {
    const moves = [...entry.querySelectorAll(".moves")].find((some) => some.closest("[data-entry]") === entry);
    if (!moves || entry.parentElement.children.length < 2) continue;
    const grip = document.createElement("span");
    grip.className = "button moves-drag";
    grip.textContent = GRIP;
    grip.title = JSON.parse(form().dataset.words).drag;
    grip.setAttribute("aria-hidden", "true"); // the buttons beside it say and do the same
    grip.addEventListener("pointerdown", (event) => drag(event, grip, entry));
    moves.append(grip);
  }
}

function drag(event, grip, entry) {
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  const list = entry.parentElement;
  let over = entry;
  const mark = (next) => {
    over.classList.remove("is-over");
    over = next;
    if (over !== entry) over.classList.add("is-over");
  };
  const move = (now) => {
    const under = document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-entry]");
    const mine = [...list.children].find((child) => child === under || child.contains(under));
    if (mine) mark(mine);
  };
  const end = (now) => {
    grip.removeEventListener("pointermove", move);
    const to = [...list.children].indexOf(over);
    mark(entry);
    if (now.type === "pointerup" && list.children[to] !== entry) act(`move ${entry.dataset.entry} ${to}`);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
}

/* Other scripts of the form ask for the same: detail is the verb, or [verb, fields] to show other fields than these. */
document.addEventListener("desk:act", async (event) => {
  const [verb, fields] = [event.detail].flat();
  const done = await act(verb, fields && toData(fields));
  document.dispatchEvent(new CustomEvent("desk:acted", { detail: { verb, done } }));
});

function toData(fields) {
  const data = new FormData();
  for (const name of ["csrf_token", "slip"]) data.set(name, form().elements[name].value);
  for (const [name, value] of fields) name === "slip" ? data.set(name, value) : data.append(name, value);
  return data;
}

dress();
