// Clicks, taps and the Enter key on a map: one feature of one of its tile layers is chosen.
import { TILE } from "./draw.js";
import { near, pick } from "./hit.js";

const followed = new WeakSet();
const LOOK_CLOSER = 2; // zoom steps of a click on a cluster

/** Listens on `map`, once, for the layers that `all(map)` gives; does nothing while `all.listening` is false. */
export function follow(map, all) {
  if (followed.has(map)) return;
  followed.add(map);
  map.on("click", ({ latlng }) => choose(map, all, latlng));
  map.on("mousemove", ({ latlng }) => point(map, all, latlng));
  const box = map.getContainer();
  const aim = L.DomUtil.create("div", "map-aim", box);
  Object.assign(aim.style, { position: "absolute", left: "50%", top: "50%", width: "28px", height: "28px", margin: "-15px 0 0 -15px", border: "2px solid #1f2a2e", outline: "2px solid #fff", borderRadius: "50%", zIndex: 900, pointerEvents: "none" });
  aim.hidden = true;
  box.addEventListener("keydown", (event) => {
    if (event.target !== box) return;
    if (event.key.startsWith("Arrow") || event.key === "Enter") aim.hidden = false;
    if (event.key === "Enter") choose(map, all, map.getCenter());
  });
  for (const leaving of ["blur", "pointerdown"]) box.addEventListener(leaving, () => (aim.hidden = true));
}

function choose(map, all, latlng) {
  if (!all.listening) return;
  const layers = shown(map, all);
  const hit = find(map, layers, latlng);
  for (const layer of layers) layer.choose(hit?.layer === layer ? hit.feature.key : null);
  if (!hit) return;
  const { feature, layer } = hit;
  const n = feature.properties.n ?? 1;
  if (n > 1) map.setView(hit.latlng, Math.min(map.getZoom() + LOOK_CLOSER, map.getMaxZoom()));
  layer.fire("feature", { layer: layer.options.key, id: feature.id ?? null, n, latlng: hit.latlng, properties: { ...feature.properties } });
}

function point(map, all, latlng) {
  if (!all.listening || map._animatingZoom) return;
  map.getContainer().style.cursor = find(map, shown(map, all), latlng) ? "pointer" : "";
}

function shown(map, all) {
  return all.layersOf(map).filter((layer) => map.hasLayer(layer) && layer._tileZoom !== undefined);
}

/** Points of any layer before areas; of areas the one drawn last. */
function find(map, layers, latlng) {
  const points = [], areas = [];
  for (const layer of layers) {
    const place = map.project(latlng, layer._tileZoom);
    for (const { coords, layers: parts } of layer._cells.values()) {
      if (coords.z !== layer._tileZoom) continue;
      const origin = L.point(coords.x, coords.y).multiplyBy(TILE);
      const { x, y } = place.subtract(origin);
      const found = near(parts, layer.options.style, x, y);
      for (const one of found.points) points.push({ ...one, layer, spot: spotOf(origin, one.feature) });
      for (const feature of found.areas) areas.push({ feature, layer, latlng });
    }
  }
  const hit = pick(points, layers.map((layer) => layer._chosen).find((key) => key !== null) ?? null);
  if (hit) return { ...hit, latlng: map.unproject(L.point(hit.spot), hit.layer._tileZoom) };
  return areas.at(-1) ?? null;
}

function spotOf(origin, feature) {
  const [x, y] = feature.rings[0][0];
  return [origin.x + x, origin.y + y];
}
