// A small map of where a team was: its way, where it came in, and the site.
// <div data-track='GeoJSON LineString' [data-site='GeoJSON Point'] data-style data-label hidden>
import "tiles";

for (const box of document.querySelectorAll("[data-track]")) {
  const way = JSON.parse(box.dataset.track).coordinates.map(([lon, lat]) => [lat, lon]);
  const site = box.dataset.site ? JSON.parse(box.dataset.site).coordinates : null;
  box.hidden = false;
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", box.dataset.label);
  L.FeatureTiles.listening = false;
  const map = L.map(box, { minZoom: 11, maxZoom: 19, scrollWheelZoom: false });
  map.attributionControl.setPrefix("Leaflet");
  const bounds = L.latLngBounds(way);
  if (site) bounds.extend([site[1], site[0]]);
  map.fitBounds(bounds, { padding: [30, 30], maxZoom: 17 });
  L.featureTiles("/tiles/base/{z}/{x}/{y}.mvt", { key: "base", style: JSON.parse(box.dataset.style) }).addTo(map);
  L.polyline(way, { color: "#1f2a2e", weight: 6, interactive: false }).addTo(map);
  L.polyline(way, { color: "#56B4E9", weight: 3, interactive: false }).addTo(map);
  L.circleMarker(way[0], { radius: 7, color: "#1f2a2e", weight: 2, fillColor: "#56B4E9", fillOpacity: 1, interactive: false }).addTo(map);
  if (site) L.circleMarker([site[1], site[0]], { radius: 8, color: "#1f2a2e", weight: 2, fillColor: "#D55E00", fillOpacity: 1, interactive: false }).addTo(map);
}
