// Draws a class of the style table: a symbol, a cluster, or a swatch for the legend.
import { MARKS, SHAPES } from "./shapes.js";
import { fillArea } from "./patterns.js";

export const INK = "#1f2a2e";
const HALO = "#ffffff";
const SIZE = 28; // CSS pixels of a symbol's box at scale 1
const BOX = 56; // of the prepared picture around it
const NEUTRAL = "#8a948f";
const glyphs = new Map();
const pictures = new Map();

export function isLight(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22;
}

/** Fetches the icons that a style names, once; a missing icon leaves its shape empty. */
export function loadIcons(style) {
  const names = Object.values(style.classes ?? {}).flatMap(({ icon }) => (icon ? [icon] : []));
  return Promise.all(names.map(glyph));
}

function glyph(name) {
  if (!glyphs.has(name)) glyphs.set(name, readGlyph(name).then((found) => glyphs.set(name, found).get(name)));
  return glyphs.get(name);
}

async function readGlyph(name) {
  const file = name.includes("/") ? name : `maki/${name}`;
  try {
    const answer = await fetch(new URL(`../vendor/${file}.svg`, import.meta.url));
    if (!answer.ok) return null;
    const drawing = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    const [, , wide, high] = drawing.documentElement.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    const path = new Path2D();
    for (const part of drawing.querySelectorAll("path")) path.addPath(new Path2D(part.getAttribute("d")));
    return { path, side: Math.max(wide, high) };
  } catch {
    return null;
  }
}

/** Draws the symbol of `look` with its middle at x, y; a pin stands on its tip. */
export function drawSymbol(context, x, y, look, chosen = false) {
  const ratio = window.devicePixelRatio || 1;
  const key = JSON.stringify([look, chosen, ratio, glyphs.get(look.icon)?.path ? 1 : 0]);
  if (!pictures.has(key)) pictures.set(key, picture(look, chosen, ratio));
  const lift = look.shape === "pin" ? (11.5 * (look.size ?? 1) * SIZE) / 24 : 0;
  context.drawImage(pictures.get(key), x - BOX / 2, y - BOX / 2 - lift, BOX, BOX);
}

function picture(look, chosen, ratio) {
  const canvas = Object.assign(document.createElement("canvas"), { width: BOX * ratio, height: BOX * ratio });
  const context = canvas.getContext("2d");
  const scale = ((look.size ?? 1) * SIZE) / 24;
  context.scale(ratio, ratio);
  context.translate(BOX / 2 - 12 * scale, BOX / 2 - 12 * scale);
  context.scale(scale, scale);
  paintSymbol(context, look, chosen);
  return canvas;
}

function paintSymbol(context, look, chosen) {
  const shape = SHAPES[look.shape] ?? SHAPES.circle;
  const path = new Path2D(shape.path);
  context.lineJoin = context.lineCap = "round";
  if (chosen) {
    outline(context, path, INK, 12);
    outline(context, path, "#ffd400", 9.5);
  }
  outline(context, path, HALO, 4.6);
  context.fillStyle = look.fill ?? NEUTRAL;
  context.fill(path);
  outline(context, path, look.stroke ?? INK, 1.7);
  inside(context, look, shape);
  if (look.badge) paintBadge(context, look.badge);
}

function outline(context, path, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function inside(context, look, { middle, room }) {
  const colour = isLight(look.fill ?? NEUTRAL) ? INK : HALO;
  const icon = glyphs.get(look.icon);
  context.save();
  context.translate(...middle);
  if (icon?.path) {
    context.scale(room / icon.side, room / icon.side);
    context.translate(-icon.side / 2, -icon.side / 2);
    context.fillStyle = colour;
    context.fill(icon.path);
  } else if (look.mark in MARKS) {
    context.scale(room / 17, room / 17);
    context.translate(-12, -12);
    outline(context, new Path2D(MARKS[look.mark]), colour, 3);
  }
  context.restore();
}

function paintBadge(context, badge) {
  context.save();
  context.translate(15, -4);
  context.scale(0.58, 0.58);
  const round = new Path2D(SHAPES.circle.path);
  outline(context, round, HALO, 5);
  context.fillStyle = badge.fill;
  context.fill(round);
  outline(context, round, INK, 2.4);
  outline(context, new Path2D(MARKS[badge.mark]), isLight(badge.fill) ? INK : HALO, 3);
  context.restore();
}

/** Draws a cluster: how many, in a ring of the colour and mark of the worst inside. */
export function drawCluster(context, x, y, n, worst, chosen = false) {
  const radius = clusterRadius(n);
  const disc = (grow, colour) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius + grow, 0, 2 * Math.PI);
    context.fill();
  };
  if (chosen) disc(5, INK), disc(4, "#ffd400");
  disc(1.6, HALO);
  disc(0, INK);
  disc(-1.4, worst?.fill ?? NEUTRAL);
  disc(-4.6, INK);
  disc(-5.4, HALO);
  const text = countText(n);
  context.fillStyle = INK;
  context.font = `700 ${text.length > 3 ? 10 : 12}px "Be Vietnam Pro", sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
  if (worst?.mark) worstMark(context, x + radius * 0.72, y - radius * 0.72, worst);
}

function worstMark(context, x, y, worst) {
  context.save();
  context.translate(x - 6, y - 6);
  context.scale(0.5, 0.5);
  context.lineJoin = context.lineCap = "round";
  const shape = SHAPES[worst.shape] ?? SHAPES.circle;
  const path = new Path2D(shape.path);
  outline(context, path, HALO, 6);
  context.fillStyle = worst.fill;
  context.fill(path);
  outline(context, path, INK, 2.6);
  inside(context, worst, shape);
  context.restore();
}

export function clusterRadius(n) {
  return n < 10 ? 14 : n < 1000 ? 15.5 : 17;
}

export function countText(n) {
  if (n < 1000) return String(n);
  const language = document.documentElement.lang || "vi";
  return `${(Math.floor(n / 100) / 10).toLocaleString(language, { maximumFractionDigits: n < 10000 ? 1 : 0 })}k`;
}

/** A small picture of a class for the legend, `size` CSS pixels wide and high. */
export function swatch(look, size = 26) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = Object.assign(document.createElement("canvas"), { width: size * ratio, height: size * ratio });
  canvas.style.width = canvas.style.height = `${size}px`;
  canvas.setAttribute("aria-hidden", "true");
  const paint = () => {
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size, size);
    paintSwatch(context, look, size);
  };
  paint();
  if (look.icon) glyph(look.icon).then?.(paint);
  return canvas;
}

function paintSwatch(context, look, size) {
  if (look.shape && look.shape !== "area") {
    drawSymbol(context, size / 2, size / 2 + (look.shape === "pin" ? 10 : 0), { ...look, size: (size / 30) * (look.size ?? 1) });
    return;
  }
  const box = new Path2D();
  box.rect(1, 3, size - 2, size - 6);
  fillArea(context, box, look);
  outline(context, box, look.stroke ?? INK, 1.2);
  if (look.text) writeNumber(context, size / 2, size / 2, look.text);
}

/** Writes a short text that can be read on any ground. */
export function writeNumber(context, x, y, text) {
  context.font = '700 14px "Be Vietnam Pro", sans-serif';
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = HALO;
  context.lineWidth = 4;
  context.strokeText(text, x, y + 0.5);
  context.fillStyle = INK;
  context.fillText(text, x, y + 0.5);
}
