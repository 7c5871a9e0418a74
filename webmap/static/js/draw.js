// Draws one decoded tile: areas and lines cut at its edge, then points over it.
import { fillArea } from "./patterns.js";
import { INK, drawCluster, drawSymbol, writeNumber } from "./symbols.js";

export const TILE = 256;
export const MARGIN = 32; // room around a tile, so that symbols on its edge are whole
const POINT = 1, LINE = 2, AREA = 3;
const ROOM_FOR_NUMBER = 44;

/** Which class of the table a feature belongs to: its name, or null where the table has none for it. */
export function classOf(style, layer, { properties }) {
  const value = properties[style.property];
  const bare = layer.replace(/_name$/, "");
  const tried = value === undefined ? [properties.own ? `${bare}_own` : bare, bare] : [`${value}_${bare}`, String(value)];
  return tried.find((name) => style.classes && Object.hasOwn(style.classes, name)) ?? null;
}

/** The class itself, or undefined. */
export function lookOf(style, layer, feature) {
  return style.classes?.[classOf(style, layer, feature)];
}

/** The look of the worst status in a cluster. */
export function worstOf(style, { properties }) {
  const classes = style.worst ?? style.classes ?? {};
  return Object.hasOwn(classes, properties.worst) ? classes[properties.worst] : undefined;
}

export function drawTile(canvas, layers, style, chosen) {
  const ratio = window.devicePixelRatio || 1;
  const side = TILE + 2 * MARGIN;
  canvas.width = canvas.height = Math.round(side * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(canvas.width / side, 0, 0, canvas.width / side, 0, 0);
  context.translate(MARGIN, MARGIN);
  context.lineJoin = context.lineCap = "round";
  context.save();
  context.beginPath();
  context.rect(0, 0, TILE, TILE);
  context.clip();
  for (const layer of layers) drawShapes(context, layer, style, chosen);
  context.restore();
  for (const layer of layers) if (!isNames(layer)) drawPoints(context, layer, style, chosen);
}

/** Whether a layer of a tile holds names, which stand on the map as text (names.js). */
export function isNames({ name }) {
  return name.endsWith("_name");
}

function drawShapes(context, layer, style, chosen) {
  const looks = layer.features.filter(({ type }) => type !== POINT).map((feature) => ({ feature, look: lookOf(style, layer.name, feature) }));
  for (const { feature, look } of looks) if (look?.casing && feature.type === LINE) strokeLine(context, feature, look.casing, (look.width ?? 1) + 2, []);
  for (const { feature, look } of looks) {
    if (!look) continue;
    if (feature.type === LINE) strokeLine(context, feature, look.stroke ?? INK, look.width ?? 1.5, look.dash ?? []);
    else drawArea(context, feature, look, feature.key === chosen);
    if (look.name && feature.type === LINE && feature.properties.name) nameAlong(context, feature, look.name);
  }
}

function drawArea(context, feature, look, isChosen) {
  const path = pathOf(feature);
  if (look.pattern) erase(context, path);
  fillArea(context, path, look);
  if (isChosen) strokePath(context, path, "#ffd400", 7, []);
  strokePath(context, path, look.stroke ?? INK, isChosen ? 3 : areaWidth(look), look.dash ?? []);
  const place = look.text ? roomyPlace(context, feature, path) : null;
  if (place) writeNumber(context, ...place, look.text);
}

// Where zones lie on each other the last one, the worst, is seen alone: patterns over patterns say nothing.
function erase(context, path) {
  context.save();
  context.globalCompositeOperation = "destination-out";
  context.fillStyle = "#000";
  context.fill(path, "evenodd");
  context.restore();
}

// The width of a class that has a fill is that of its lines (a river may be either).
function areaWidth(look) {
  return look.fill && !look.pattern ? 1 : look.width ?? 1.5;
}

function strokeLine(context, feature, colour, width, dash) {
  strokePath(context, pathOf(feature), colour, width, dash);
}

function strokePath(context, path, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

function pathOf(feature) {
  feature.path ??= feature.rings.reduce((path, ring) => {
    ring.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (feature.type === AREA) path.closePath();
    return path;
  }, new Path2D());
  return feature.path;
}

// The middle of the widest ring, where it lies inside and leaves room for a number.
function roomyPlace(context, feature, path) {
  let best = null;
  for (const ring of feature.rings) {
    const xs = ring.map(([x]) => Math.min(Math.max(x, 0), TILE)), ys = ring.map(([, y]) => Math.min(Math.max(y, 0), TILE));
    const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const room = Math.min(east - west, south - north);
    if (room >= ROOM_FOR_NUMBER && room > (best?.room ?? 0)) best = { room, place: [(west + east) / 2, (north + south) / 2] };
  }
  if (!best) return null;
  const matrix = context.getTransform();
  const { x, y } = matrix.transformPoint(new DOMPoint(...best.place));
  return context.isPointInPath(path, x, y, "evenodd") ? best.place : null;
}

function drawPoints(context, layer, style, chosen) {
  for (const feature of layer.features) {
    if (feature.type !== POINT) continue;
    const [x, y] = feature.rings[0][0];
    if (feature.properties.n > 1) drawCluster(context, x, y, feature.properties.n, worstOf(style, feature), feature.key === chosen);
    else drawPoint(context, x, y, layer, feature, style, feature.key === chosen);
  }
}

function drawPoint(context, x, y, layer, feature, style, isChosen) {
  const look = lookOf(style, layer.name, feature);
  if (look?.shape) {
    const badge = style.badge && feature.properties[style.badge.property] !== undefined ? style.badge : undefined;
    drawSymbol(context, x, y, { ...look, badge }, isChosen);
  }
}

function writeName(context, x, y, text, colour) {
  context.font = '600 12px "Be Vietnam Pro", sans-serif';
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.strokeStyle = "rgba(255, 255, 255, 0.85)";
  context.lineWidth = 3.5;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

// A road's name stands on its longest straight piece, if it has the room.
function nameAlong(context, feature, colour) {
  let best = { length: 0 };
  for (const ring of feature.rings) {
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      const length = Math.hypot(x2 - x1, y2 - y1);
      if (length > best.length) best = { length, x: (x1 + x2) / 2, y: (y1 + y2) / 2, turn: Math.atan((y2 - y1) / (x2 - x1 || 1e-9)) };
    }
  }
  const text = feature.properties.name;
  context.save();
  context.font = '600 12px "Be Vietnam Pro", sans-serif';
  if (best.length > context.measureText(text).width + 16) {
    context.translate(best.x, best.y);
    context.rotate(best.turn);
    writeName(context, 0, 0, text, colour);
  }
  context.restore();
}
