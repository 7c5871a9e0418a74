// Names of places as text of the page: crisp at every zoom, over the areas and under the symbols.
import { isNames, lookOf, TILE } from "./draw.js";

/** The names of a layer on its map; `show` is given what its tiles hold now. */
export class Names {
  constructor(style) {
    this.style = style;
    this.shown = new Map();
    this.group = L.layerGroup();
  }

  show(cells, zoom, map) {
    const wanted = new Map();
    for (const { coords, layers } of cells) {
      if (coords.z !== zoom) continue;
      for (const layer of layers.filter(isNames)) {
        for (const feature of layer.features) wanted.set(`${layer.name} ${feature.key}`, { layer, feature, coords });
      }
    }
    for (const [key, marker] of this.shown) if (!wanted.has(key)) this.drop(key, marker);
    for (const [key, { layer, feature, coords }] of wanted) this.put(key, layer, feature, coords, map);
  }

  put(key, layer, feature, { x, y, z }, map) {
    const text = feature.properties.name;
    const [px, py] = feature.rings[0][0];
    const place = map.unproject([x * TILE + px, y * TILE + py], z);
    const old = this.shown.get(key);
    if (old?.text === text) return void old.setLatLng(place);
    if (old) this.drop(key, old);
    const colour = lookOf(this.style, layer.name, feature)?.name;
    if (!text || !colour) return;
    const marker = L.marker(place, { icon: L.divIcon({ className: "map-name", iconSize: [0, 0], html: label(text, colour) }), pane: "map-names", interactive: false, keyboard: false });
    marker.text = text;
    this.shown.set(key, marker);
    this.group.addLayer(marker);
  }

  drop(key, marker) {
    this.group.removeLayer(marker);
    this.shown.delete(key);
  }
}

function label(text, colour) {
  const line = document.createElement("span");
  line.textContent = text;
  const halo = Array(6).fill("0 0 3px rgba(255, 255, 255, 0.95)").join(", ");
  Object.assign(line.style, { position: "absolute", transform: "translate(-50%, -50%)", whiteSpace: "nowrap", color: colour, font: '600 12px "Be Vietnam Pro", sans-serif', textShadow: halo });
  return line;
}
