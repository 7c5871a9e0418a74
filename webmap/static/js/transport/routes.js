// A map of routes of hazardous waste, the stretches to be watched, and the places that make it so.
// <div data-routes-map="{features, style, icons, words}" hidden>: shown only where this script runs.
import "tiles";

const LINES = {
  route: [{ color: "#fff", weight: 8 }, { color: "#0b3c6f", weight: 5 }],
  ended: [{ color: "#fff", weight: 6 }, { color: "#6b6b6b", weight: 3, dashArray: "4 6" }],
  near: [{ color: "#fff", weight: 11 }, { color: "#b30000", weight: 8 }],
  flood: [{ color: "#56B4E9", weight: 13, opacity: 0.9 }, { color: "#b30000", weight: 5, dashArray: "10 6" }],
};
const ANCHOR = { school: 36, clinic: -6 }; // above and below its point, so that the line stays seen
const ORDER = ["ended", "route", "flood", "near", "clinic", "school", "check"];

for (const box of document.querySelectorAll("[data-routes-map]")) start(box, JSON.parse(box.dataset.routesMap));

function start(box, { features, style, icons, words }) {
  box.hidden = false;
  const ground = box.appendChild(Object.assign(document.createElement("div"), { className: "routes-map" }));
  ground.setAttribute("role", "region");
  ground.setAttribute("aria-label", words.label);
  L.FeatureTiles.listening = false;
  const map = L.map(ground, { minZoom: 11, maxZoom: 19, scrollWheelZoom: false });
  map.attributionControl.setPrefix("Leaflet");
  map.setView([20.75, 106.59], 13);
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  named(ground, words);
  const sorted = [...features.features].sort((a, b) => ORDER.indexOf(a.properties.look) - ORDER.indexOf(b.properties.look));
  const drawn = L.featureGroup(sorted.filter(({ geometry }) => geometry).flatMap((feature) => layersOf(feature, icons, words))).addTo(map);
  if (drawn.getBounds().isValid()) map.fitBounds(drawn.getBounds(), { padding: [30, 30], maxZoom: 17 });
}

function layersOf(feature, icons, words) {
  const { look } = feature.properties;
  const layers = LINES[look]
    ? LINES[look].map((line) => L.geoJSON(feature, { style: { lineCap: "butt", ...line, opacity: line.opacity ?? 1 } }))
    : [L.geoJSON(feature, { pointToLayer: (_, at) => L.marker(at, { alt: feature.properties.words, icon: icon(look, icons) }) })];
  for (const layer of layers) layer.bindPopup(() => told(feature.properties, words));
  return layers;
}

function icon(look, icons) {
  const picture = Object.assign(document.createElement("img"), { src: icons[look], alt: "" });
  return L.divIcon({ className: `spot ${look}`, html: picture, iconSize: [30, 30], iconAnchor: [15, ANCHOR[look] ?? 15] });
}

function told({ words: text, href }, words) {
  const box = document.createElement("div");
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (href) box.append(Object.assign(document.createElement("a"), { href, textContent: words.open }));
  return box;
}

function named(ground, words) {
  for (const [selector, text] of [[".leaflet-control-zoom-in", words.zoomIn], [".leaflet-control-zoom-out", words.zoomOut]]) {
    const link = ground.querySelector(selector);
    link.title = text;
    link.setAttribute("aria-label", text);
  }
}
