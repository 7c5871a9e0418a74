// A map on which the place of a report is pinned: by touch, by dragging, by GPS, or at its middle by keyboard.
// <div data-pin-map data-extent="west,south,east,north" data-lat-input data-lon-input data-words data-style
//      [data-start="lat,lon"] hidden>: shown only where this script runs; the form works without it.
// It says "pinned" when the pin moved, and pins what a "pin" event with {lat, lon} names (null: nothing).
import "tiles";

const MARGIN = 2;

for (const box of document.querySelectorAll("[data-pin-map]")) start(box);

function start(box) {
  const words = JSON.parse(box.dataset.words);
  const [west, south, east, north] = box.dataset.extent.split(",").map(Number);
  const extent = L.latLngBounds([south, west], [north, east]);
  const inputs = [box.dataset.latInput, box.dataset.lonInput].map((id) => document.getElementById(id));
  const line = made("p", { role: "status", className: "hint", textContent: words.hint });
  const ground = made("div", { className: "pin-map" });
  ground.style.height = "min(20rem, 60vh)";
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.label);
  const buttons = made("p", { className: "pin-buttons" });
  box.append(line, ground, buttons);
  box.hidden = false;

  L.FeatureTiles.listening = false; // a touch pins, it chooses nothing
  const map = L.map(ground, { minZoom: 11, maxZoom: 19, maxBounds: extent.pad(MARGIN), worldCopyJump: false });
  map.attributionControl.setPrefix("Leaflet");
  map.fitBounds(extent);
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style: JSON.parse(box.dataset.style) }).addTo(map);
  named(ground, words);

  let pin = null;
  const put = (place) => {
    inputs[0].value = place.lat.toFixed(6);
    inputs[1].value = place.lng.toFixed(6);
    line.textContent = extent.contains(place) ? words.pinned : words.outside;
    clear.hidden = false;
    box.dispatchEvent(new CustomEvent("pinned", { bubbles: true }));
    if (pin) { pin.setLatLng(place); return; }
    pin = L.marker(place, { draggable: true, keyboard: false, alt: words.pin, title: words.pin, icon: drawing() }).addTo(map);
    pin.on("dragend", () => put(pin.getLatLng()));
  };
  const button = (text, act) => buttons.appendChild(Object.assign(made("button", { type: "button", textContent: text }), { onclick: act }));
  button(words.locate, () => map.locate({ enableHighAccuracy: true, timeout: 15000 }));
  button(words.middle, () => put(map.getCenter()));
  const clear = button(words.clear, () => {
    pin?.remove();
    pin = null;
    for (const input of inputs) input.value = "";
    line.textContent = words.hint;
    clear.hidden = true;
    box.dispatchEvent(new CustomEvent("pinned", { bubbles: true }));
  });
  clear.hidden = true;

  map.on("click", ({ latlng }) => put(latlng));
  box.addEventListener("pin", ({ detail }) => {
    if (!detail) { clear.click(); return; }
    map.setView([detail.lat, detail.lon], 17);
    put(L.latLng(detail.lat, detail.lon));
  });
  map.on("locationerror", () => { line.textContent = words.denied; });
  map.on("locationfound", ({ latlng }) => { map.setView(latlng, 17); put(latlng); });
  const first = inputs.every((input) => input.value) ? inputs.map((input) => Number(input.value)) : null;
  const given = first ?? box.dataset.start?.split(",").map(Number);
  if (given?.every(Number.isFinite)) { map.setView(given, 17); put(L.latLng(given)); }
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function named(ground, words) {
  for (const [selector, text] of [[".leaflet-control-zoom-in", words.zoomIn], [".leaflet-control-zoom-out", words.zoomOut]]) {
    const link = ground.querySelector(selector);
    link.title = text;
    link.setAttribute("aria-label", text);
  }
}

function drawing() {
  const svg = '<svg viewBox="0 0 30 42" width="30" height="42" aria-hidden="true"><path d="M15 1a14 14 0 0 1 14 14c0 10-14 26-14 26S1 25 1 15A14 14 0 0 1 15 1z" fill="#b30000" stroke="#fff" stroke-width="2"/><circle cx="15" cy="15" r="5" fill="#fff"/></svg>';
  return L.divIcon({ className: "pin", html: svg, iconSize: [30, 42], iconAnchor: [15, 41] });
}
