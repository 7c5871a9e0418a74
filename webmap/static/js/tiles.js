// L.featureTiles(url, options): a Leaflet layer of our vector tiles, drawn on canvases.
//
// url       "/tiles/sites/{z}/{x}/{y}.mvt?kind=clinic"; setFilter(params) puts other words behind the "?".
// options   key: the layer's name for scripts, legend and address; style: one entry of the table below.
//
// Style (plain JSON, made in webmap/maps/symbols.py, shared with the legend):
//   {"property": "kind", "classes": {"clinic": {"shape": "cross", "fill": "#0072B2", …}},
//    "worst": {…classes of a cluster's `worst`; those above when left out},
//    "badge": {"property": "flood_level", "mark": "wave", "fill": "#56B4E9"}: where a feature has it,
//    "passive": true: only looked at, never chosen}
// A feature's class is the value of `property`. In a tile of several layers (base) these are tried in turn:
// value_layer ("village_road"), value ("river"); with no value layer_own (where `own` is true), layer.
// A class may say
//   points  shape: circle square triangle diamond cross hexagon star pin drop; fill, stroke, size (1 = 28 px);
//           icon: a Maki name, or "temaki/…"; mark (where no icon): check clock exclamation question wave
//   areas   fill, opacity, stroke, dash, pattern: none dots hatch-right hatch-left cross-hatch dense-cross;
//           text: a short word written in it
//   lines   stroke, width, dash, casing (colour of a wider line under it)
//   names   name: the colour in which a feature's own name is written (layer "village_name", or along a road)
//
// Events   "feature" {layer, id, n, latlng, properties}: chosen by click, tap, or Enter at the middle of the
//          focused map; n > 1 is a cluster, the map then zooms in. "shown" {layer, classes: Set, n}: what is in
//          view. "failed": a tile could not be had.
// Also     choose(key) (a feature's key is its id), reload(), L.FeatureTiles.layersOf(map);
//          L.FeatureTiles.listening = false while somebody draws.
import { PbfReader } from "pbf";
import { VectorTile } from "@mapbox/vector-tile";
import { follow } from "./choosing.js";
import { MARGIN, TILE, classOf, drawTile } from "./draw.js";
import { choosable } from "./hit.js";
import { Names } from "./names.js";
import { loadIcons, swatch } from "./symbols.js";

export { swatch };
export const tileLayers = new Map();
// Symbols lie over names, names over areas, all under the shapes that Leaflet itself draws.
const PANES = { "map-names": 250, "map-symbols": 260 };

export const FeatureTiles = L.GridLayer.extend({
  options: { key: "", style: { classes: {} }, updateWhenZooming: false, keepBuffer: 1, maxNativeZoom: 22, tileSize: TILE },

  initialize(url, options) {
    L.GridLayer.prototype.initialize.call(this, { pane: paneOf(options.style), ...options });
    [this._path, this._query = ""] = url.split("?");
    this._cells = new Map();
    this._chosen = null;
    this._names = new Names(this.options.style);
    this._icons = loadIcons(this.options.style);
    tileLayers.set(this.options.key, this);
    // Names drawn before the font came are drawn again.
    document.fonts?.ready.then(() => this._repaint());
  },

  beforeAdd(map) {
    for (const [name, zIndex] of Object.entries(PANES)) {
      if (!map.getPane(name)) Object.assign(map.createPane(name).style, { zIndex, pointerEvents: "none" });
    }
  },

  onAdd(map) {
    this._names.group.addTo(map);
    L.GridLayer.prototype.onAdd.call(this, map);
    follow(map, FeatureTiles);
    map.on("moveend", this._tellShown, this);
    this.on("load", this._tellShown, this);
  },

  onRemove(map) {
    this._names.group.remove();
    map.off("moveend", this._tellShown, this);
    this.off("load", this._tellShown, this);
    L.GridLayer.prototype.onRemove.call(this, map);
  },

  /** Shows what fits `params` ({name: value, …}; empty values are left out). The old picture stays until then. */
  setFilter(params) {
    const kept = Object.entries(params).filter(([, value]) => value !== "" && value !== null && value !== undefined);
    const query = new URLSearchParams(kept).toString();
    if (query === this._query) return this;
    this._query = query;
    return this.reload("default");
  },

  /** Asks for every tile on the map again, past any cache of the browser. */
  reload(cache = "no-cache") {
    const loads = [...this._cells.values()].map((cell) => this._load(cell, cache));
    Promise.all(loads).then(() => this._tellShown());
    return this;
  },

  /** Marks the feature of this key as chosen; null marks none. */
  choose(key) {
    if (key === this._chosen) return;
    this._chosen = key;
    this._repaint();
  },

  createTile(coords, done) {
    const tile = L.DomUtil.create("div");
    const canvas = L.DomUtil.create("canvas", "feature-tile", tile);
    const side = TILE + 2 * MARGIN;
    Object.assign(canvas.style, { position: "absolute", left: `${-MARGIN}px`, top: `${-MARGIN}px`, width: `${side}px`, height: `${side}px`, maxWidth: "none" });
    const cell = { coords, canvas, layers: [], asking: null };
    tile.cell = cell;
    this._cells.set(this._tileCoordsToKey(coords), cell);
    this._load(cell, "default").then((error) => done(error, tile));
    return tile;
  },

  _removeTile(key) {
    this._cells.get(key)?.asking?.abort();
    this._cells.delete(key);
    L.GridLayer.prototype._removeTile.call(this, key);
  },

  async _load(cell, cache) {
    cell.asking?.abort();
    const asking = (cell.asking = new AbortController());
    const address = L.Util.template(this._path, cell.coords) + (this._query && `?${this._query}`);
    try {
      const answer = await fetch(address, { signal: asking.signal, cache });
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      const body = answer.status === 204 ? new ArrayBuffer(0) : await answer.arrayBuffer();
      await this._icons;
      if (asking.signal.aborted) return null;
      cell.layers = decode(body, cell.coords);
      this._paint(cell);
      return null;
    } catch (error) {
      if (error.name === "AbortError") return null;
      this.fire("failed", { layer: this.options.key, error });
      return error;
    }
  },

  _paint({ canvas, layers }) {
    drawTile(canvas, layers, this.options.style, this._chosen);
  },

  _repaint() {
    for (const cell of this._cells.values()) this._paint(cell);
  },

  _tellShown() {
    if (!this._map) return;
    this._names.show(this._cells.values(), this._tileZoom, this._map);
    const view = this._map.getPixelBounds(null, this._tileZoom);
    const classes = new Set();
    let n = 0;
    for (const { coords, layers } of this._cells.values()) {
      if (coords.z !== this._tileZoom) continue;
      const origin = L.point(coords.x, coords.y).multiplyBy(TILE);
      for (const layer of layers) n += this._note(classes, layer, (feature) => inView(view, origin, feature));
    }
    this.fire("shown", { layer: this.options.key, classes, n });
  },

  // A cluster tells how many of each class it holds, or, where it does not, may hold any. A square of the heat
  // has a number too, and a class of its own.
  _note(classes, layer, isSeen) {
    const { style } = this.options;
    const counts = (feature) => style.passive || choosable(style, layer.name, feature);
    const seen = layer.features.filter((feature) => counts(feature) && isSeen(feature));
    let n = 0;
    for (const feature of seen) {
      const many = feature.properties.n ?? 1;
      const own = classOf(style, layer.name, feature);
      const told = Object.keys(style.classes).filter((word) => feature.properties[word] > 0);
      const held = many === 1 || own in style.classes ? [own] : told.length ? told : Object.keys(style.classes);
      for (const word of held) classes.add(word);
      n += many;
    }
    return n;
  },
});

FeatureTiles.listening = true;
FeatureTiles.layersOf = (map) => [...tileLayers.values()].filter((layer) => !layer._map || layer._map === map);
L.FeatureTiles = FeatureTiles;
L.featureTiles = (url, options) => new FeatureTiles(url, options);

function paneOf({ classes = {}, passive }) {
  return !passive && Object.values(classes).some(({ shape }) => shape && shape !== "area") ? "map-symbols" : "tilePane";
}

function decode(body, { x, y, z }) {
  const tile = new VectorTile(new PbfReader(new Uint8Array(body)));
  return Object.values(tile.layers).map((layer) => ({
    name: layer.name,
    features: Array.from({ length: layer.length }, (_, at) => plain(layer.feature(at), `${z}/${x}/${y}/${at}`)),
  }));
}

function plain(feature, place) {
  const scale = TILE / feature.extent;
  const rings = feature.loadGeometry().map((ring) => ring.map((point) => [point.x * scale, point.y * scale]));
  return { id: feature.id, key: feature.id ?? place, type: feature.type, properties: feature.properties, rings };
}

function inView(view, origin, feature) {
  feature.box ??= L.bounds(feature.rings.flat());
  return view.intersects(L.bounds(feature.box.min.add(origin), feature.box.max.add(origin)));
}
