// The board of a plan: a visit is lifted by pointer or keyboard and put down on a team's day; the server asks
// every rule anew and gives back the board. Without this script the card of a visit has the same by buttons.
import { cells, marked, placed, spotAt, stepped } from "./cells.js";

const said = (text) => { document.getElementById("board-said").textContent = text; };
const filled = (text, told) => text.replace(/\{(\w+)\}/g, (_, name) => told[name] ?? "");
const board = () => document.getElementById("board");
let words = {};
let lifted = null; // { item, grip, spot, ghost? }

start();
map();

function start() {
  const root = board();
  if (!("edit" in root.dataset)) return;
  words = JSON.parse(root.dataset.words);
  for (const grip of root.querySelectorAll(".grip")) {
    grip.addEventListener("pointerdown", (event) => take(event, grip));
    grip.addEventListener("keydown", (event) => keyed(event, grip));
    grip.addEventListener("blur", () => { if (lifted?.grip === grip && !lifted.ghost) drop(false); });
  }
}

// The map was drawn before its box had its size.
function map() {
  const drawn = window.planMap;
  if (!drawn) return;
  const bounds = L.latLngBounds([]);
  drawn.eachLayer((layer) => { if (layer instanceof L.Marker) bounds.extend(layer.getLatLng()); });
  drawn.invalidateSize();
  if (bounds.isValid()) drawn.fitBounds(bounds, { padding: [30, 30], maxZoom: 16, animate: false });
  drawn.scrollWheelZoom.disable();
}

// --- by hand
function take(event, grip) {
  if (event.button) return;
  event.preventDefault();
  grip.focus();
  const item = grip.closest(".visit");
  const from = { x: event.clientX, y: event.clientY };
  grip.setPointerCapture(event.pointerId);
  const move = (now) => {
    if (!lifted && Math.hypot(now.clientX - from.x, now.clientY - from.y) < 6) return;
    if (!lifted) { lift(item, grip); lifted.ghost = ghost(item); }
    lifted.ghost.style.transform = `translate(${now.clientX + 12}px, ${now.clientY + 8}px)`;
    scrollAtEdge(now.clientY);
    const spot = spotAt(board(), now.clientX, now.clientY, lifted.item);
    if (spot) point(spot);
  };
  const end = (now) => {
    for (const [name, act] of listeners) grip.removeEventListener(name, act);
    if (lifted?.ghost) drop(now.type === "pointerup");
  };
  const listeners = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
  for (const [name, act] of listeners) grip.addEventListener(name, act);
}

function ghost(item) {
  const made = Object.assign(document.createElement("div"), { className: "visit-ghost", textContent: item.querySelector("strong").textContent });
  made.style.left = made.style.top = "0";
  document.body.append(made);
  return made;
}

function scrollAtEdge(y) {
  if (y < 60) scrollBy(0, -18);
  else if (y > innerHeight - 60) scrollBy(0, 18);
}

// --- by keyboard
function keyed(event, grip) {
  if (event.key === "Escape" && lifted) { event.preventDefault(); drop(false); return; }
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (lifted) { drop(true); return; }
    lift(grip.closest(".visit"), grip);
    said(filled(words.lifted, { site: nameOf(lifted.item) }));
    return;
  }
  if (!lifted || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const spot = stepped(board(), lifted.spot, event.key, lifted.item);
  if (!spot) return;
  point(spot);
  said(filled(words.over, { place: spot.cell.dataset.name, n: spot.position }));
}

// --- both
function lift(item, grip) {
  lifted = { item, grip, spot: placed(item) };
  item.classList.add("lifted");
}

function point(spot) {
  lifted.spot = spot;
  marked(board(), spot, lifted.item);
}

function drop(wanted) {
  const { item, spot, ghost: shade } = lifted;
  lifted = null;
  shade?.remove();
  item.classList.remove("lifted");
  marked(board(), null);
  const before = placed(item);
  if (!wanted || (before.cell === spot.cell && before.position === spot.position)) { said(words.dropped); return; }
  send(item, spot);
}

function nameOf(item) {
  return item.querySelector("strong").textContent;
}

async function send(item, spot) {
  const { visits, version, token } = board().dataset;
  const told = { site: nameOf(item), place: spot.cell.dataset.name };
  const sent = { csrf_token: token, version, act: "move", visit_id: item.dataset.visit, team_id: spot.cell.dataset.team, day: spot.cell.dataset.day, position: spot.position };
  said(words.saving);
  board().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(visits, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(sent) });
    if (answer.ok) { renew(await answer.text(), item.dataset.visit); said(filled(words.moved, told)); return; }
    const problem = await answer.json().catch(() => ({}));
    const now = await fetch(location.href, { headers: { Accept: "text/html" } });
    renew(await now.text(), item.dataset.visit);
    said(problem.title ?? words.failed);
  } catch {
    said(words.failed);
  } finally {
    board().removeAttribute("aria-busy");
  }
}

// The board and the figures as the server has them now; the map is drawn when the page is opened anew.
function renew(text, visit) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const days = fresh.querySelector("#board section");
  if (!days) { location.reload(); return; }
  board().querySelector("section").replaceWith(days);
  board().dataset.version = fresh.getElementById("board").dataset.version;
  for (const input of document.querySelectorAll("input[name=version]")) input.value = board().dataset.version;
  document.getElementById("board-breaches").replaceWith(fresh.getElementById("board-breaches"));
  const figures = [document.querySelector(".plan-figures"), fresh.querySelector(".plan-figures")];
  if (figures.every(Boolean)) figures[0].replaceWith(figures[1]);
  start();
  board().querySelector(`[data-visit="${visit}"] .grip`)?.focus();
}
if (cells(board()).length) document.documentElement.classList.add("js");
