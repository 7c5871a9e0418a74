// The officers' inbox: a row and its place light up together, ticks are counted, "/" goes to the search.
const RING = { radius: 20, color: "#0a58ca", weight: 4, fill: false, interactive: false, className: "row-ring" };

const { map, layers, root } = window.mapPage;
const list = document.getElementById("list");
const layer = layers.find(({ options }) => options.key === "inbox");
let ring = null;

// --- a row shows its place
function look(card, near) {
  for (const other of list.querySelectorAll(".looked")) if (other !== card) other.classList.remove("looked");
  ring?.remove();
  ring = null;
  if (!card) return;
  card.classList.add("looked");
  if (!card.dataset.lat) return;
  const place = L.latLng(card.dataset.lat, card.dataset.lon);
  // Who goes through the rows by keyboard has no other way to bring the place into view.
  if (near) map.panInside(place, { padding: [40, 40] });
  ring = L.circleMarker(place, RING).addTo(map);
}

list.addEventListener("mouseover", (event) => look(event.target.closest(".card"), false));
list.addEventListener("mouseleave", () => look(list.querySelector(".card:focus-within"), false));
list.addEventListener("focusin", (event) => look(event.target.closest(".card"), true));

// --- a symbol shows its row, where this page of the list has it
layer.on("feature", ({ id, n }) => {
  const card = n > 1 ? null : document.getElementById(`report-${id}`);
  for (const other of list.querySelectorAll(".card.chosen")) other.classList.remove("chosen");
  if (!card) return;
  card.classList.add("chosen");
  card.scrollIntoView({ block: "nearest" });
});

// --- ticks
function ticks() {
  const boxes = [...list.querySelectorAll("input[name=pick]")];
  const line = document.getElementById("bulk-count");
  if (!line) return;
  line.dataset.bare ??= line.textContent;
  const n = boxes.filter(({ checked }) => checked).length;
  line.textContent = n ? line.dataset.words.replace("{n}", n) : line.dataset.bare;
  const box = document.getElementById("bulk-box");
  if (n && !box.classList.contains("some")) box.open = true;
  box.classList.toggle("some", n > 0);
}

list.addEventListener("change", ({ target }) => { if (target.name === "pick") ticks(); });
list.addEventListener("click", (event) => {
  if (!event.target.closest("#pick-all")) return;
  event.preventDefault();
  const boxes = [...list.querySelectorAll("input[name=pick]")];
  const all = boxes.every(({ checked }) => checked);
  for (const box of boxes) box.checked = !all;
  ticks();
});
// Enter on a tick would send the form by its first button.
list.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.name === "pick") { event.preventDefault(); event.target.click(); }
});
ticks();
// Another pile was chosen: what was lit or ticked is no longer there.
new MutationObserver(() => { look(null, false); ticks(); }).observe(list, { childList: true });

// --- "/" goes to the search, as in a mail box
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  event.preventDefault();
  document.getElementById("search").focus();
});

// --- on a phone the map folds away, and stays so
const toggle = document.getElementById("map-toggle");
const KEY = "inbox-without-map";

function fold(folded) {
  root.classList.toggle("no-map", folded);
  toggle.setAttribute("aria-expanded", String(!folded));
  toggle.textContent = folded ? toggle.dataset.show : toggle.dataset.hide;
  map.invalidateSize();
}

toggle.hidden = false;
toggle.addEventListener("click", () => {
  const folded = !root.classList.contains("no-map");
  localStorage.setItem(KEY, folded ? "1" : "");
  fold(folded);
});
if (localStorage.getItem(KEY)) fold(true);
