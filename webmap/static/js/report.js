// The officers' page of one report: its small map, texts at hand put in without a reload, one press one sending.
import "tiles";

for (const box of document.querySelectorAll("[data-spots]")) spots(box);
for (const select of document.querySelectorAll("select[data-insert]")) inserts(select);
for (const form of document.querySelectorAll("form[data-once]")) once(form);

// <div data-spots data-exact="lat,lon" [data-shown="lat,lon"] data-extent data-style data-words hidden>
function spots(box) {
  const words = JSON.parse(box.dataset.words);
  const [west, south, east, north] = box.dataset.extent.split(",").map(Number);
  const exact = box.dataset.exact.split(",").map(Number);
  const shown = box.dataset.shown?.split(",").map(Number);
  box.hidden = false;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", words.label);
  L.FeatureTiles.listening = false;
  const map = L.map(box, { minZoom: 11, maxZoom: 19, maxBounds: L.latLngBounds([south, west], [north, east]).pad(2), scrollWheelZoom: false });
  map.attributionControl.setPrefix("Leaflet");
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style: JSON.parse(box.dataset.style) }).addTo(map);
  if (shown) L.marker(shown, { icon: icon('<path d="M4 4h16v16H4z" fill="#fff" stroke="#1f2a2e" stroke-width="2" stroke-dasharray="4 3"/>'), title: words.shown, alt: words.shown, keyboard: false }).addTo(map);
  L.marker(exact, { icon: icon('<circle cx="12" cy="12" r="9" fill="#b30000" stroke="#1f2a2e" stroke-width="2"/>'), title: words.exact, alt: words.exact, keyboard: false }).addTo(map);
  if (shown) map.fitBounds([exact, shown], { padding: [50, 50], maxZoom: 17 });
  else map.setView(exact, 17);
  for (const [selector, text] of [[".leaflet-control-zoom-in", words.zoomIn], [".leaflet-control-zoom-out", words.zoomOut]]) {
    const link = box.querySelector(selector);
    link.title = text;
    link.setAttribute("aria-label", text);
  }
  const key = made("p", { className: "spot-key" });
  key.append(made("span", { textContent: words.exact }));
  if (shown) key.append(made("span", { className: "shown", textContent: words.shown }));
  box.after(key);
}

function icon(drawing) {
  return L.divIcon({ className: "spot", html: `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${drawing}</svg>`, iconSize: [24, 24], iconAnchor: [12, 12] });
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function inserts(select) {
  const target = document.getElementById(select.dataset.insert);
  const button = select.parentElement.querySelector("button[name=insert]");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const text = select.selectedOptions[0]?.dataset.text;
    if (!text) return;
    target.value = [target.value, text].filter(Boolean).join("\n");
    target.focus();
  });
}

// The server takes a form sent twice for one; a second press need not even reach it.
function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}
