// A small map of where the public sees a report: about here, never exactly.
// <div data-shown-map="lat,lon" data-style data-words hidden>: shown only where this script runs.
import "tiles";

const METRES = 150; // as far as the true place may be, at most

for (const box of document.querySelectorAll("[data-shown-map]")) {
  const words = JSON.parse(box.dataset.words);
  const place = box.dataset.shownMap.split(",").map(Number);
  box.hidden = false;
  box.className = "shown-map";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", words.label);
  L.FeatureTiles.listening = false;
  const map = L.map(box, { minZoom: 11, maxZoom: 18, scrollWheelZoom: false, keyboard: false, zoomControl: false, dragging: false, touchZoom: false, doubleClickZoom: false });
  map.attributionControl.setPrefix("Leaflet");
  map.setView(place, 15);
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style: JSON.parse(box.dataset.style) }).addTo(map);
  L.circle(place, { radius: METRES, color: "#1f2a2e", weight: 1.5, dashArray: "5 4", fillColor: "#D55E00", fillOpacity: 0.15, interactive: false }).addTo(map);
  L.circleMarker(place, { radius: 8, color: "#1f2a2e", weight: 2, fillColor: "#D55E00", fillOpacity: 1, interactive: false }).addTo(map);
}
