// A map on which a route is drawn point by point; what is drawn stands in a textarea, one place a line.
// <div data-line-map data-extent data-input="id" data-style data-words hidden>: the form works without it.
import "tiles";

for (const box of document.querySelectorAll("[data-line-map]")) start(box);

function start(box) {
  const words = JSON.parse(box.dataset.words);
  const [west, south, east, north] = box.dataset.extent.split(",").map(Number);
  const extent = L.latLngBounds([south, west], [north, east]);
  const input = document.getElementById(box.dataset.input);
  const said = made("p", { className: "hint", textContent: words.hint });
  said.setAttribute("role", "status");
  const ground = made("div", { className: "routes-map" });
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.label);
  const buttons = made("p", { className: "pin-buttons" });
  box.append(said, ground, buttons);
  box.hidden = false;

  L.FeatureTiles.listening = false;
  const map = L.map(ground, { minZoom: 10, maxZoom: 19 });
  map.attributionControl.setPrefix("Leaflet");
  map.fitBounds(extent);
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style: JSON.parse(box.dataset.style) }).addTo(map);
  for (const [selector, text] of [[".leaflet-control-zoom-in", words.zoomIn], [".leaflet-control-zoom-out", words.zoomOut]]) {
    const link = ground.querySelector(selector);
    link.title = text;
    link.setAttribute("aria-label", text);
  }
  const line = L.polyline([], { color: "#0b3c6f", weight: 5 }).addTo(map);
  const marks = L.layerGroup().addTo(map);

  const draw = (places) => {
    line.setLatLngs(places);
    marks.clearLayers();
    places.forEach((place, index) => mark(place, index));
    said.textContent = places.length ? words.drawn.replace("{n}", places.length) : words.hint;
  };
  const write = (places) => {
    input.value = places.map(({ lat, lng }) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`).join("\n");
    draw(places);
  };
  const mark = (place, index) => {
    const size = line.getLatLngs().length > 30 ? 10 : 22; // a line out of a file has many bends
    const dot = L.marker(place, { draggable: true, keyboard: false, icon: L.divIcon({ className: "bend", iconSize: [size, size] }) }).addTo(marks);
    dot.on("dragend", () => write(line.getLatLngs().map((one, at) => (at === index ? dot.getLatLng() : one))));
  };
  const button = (text, act) => buttons.appendChild(Object.assign(made("button", { type: "button", textContent: text }), { onclick: act }));
  button(words.middle, () => write([...line.getLatLngs(), map.getCenter()]));
  button(words.undo, () => write(line.getLatLngs().slice(0, -1)));
  button(words.clear, () => write([]));
  map.on("click", ({ latlng }) => write([...line.getLatLngs(), latlng]));
  input.addEventListener("change", () => draw(read(input.value)));
  draw(read(input.value));
  if (line.getLatLngs().length > 1) map.fitBounds(line.getBounds(), { padding: [30, 30] });
}

function read(text) {
  return text.split("\n").map((row) => row.split(",").map(Number)).filter((pair) => pair.length === 2 && pair.every(Number.isFinite) && Math.abs(pair[0]) <= 90).map(([lat, lon]) => L.latLng(lat, lon));
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
