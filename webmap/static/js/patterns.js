// Fills of areas: a see-through colour with a pattern over it that is told apart in black and white.
const SIDE = 16; // pixels after which every pattern repeats; tiles and margins are multiples of it
const STROKES = {
  "hatch-right": [[0, 16, 16, 0]],
  "hatch-left": [[0, 0, 16, 16]],
  "cross-hatch": [[0, 16, 16, 0], [0, 0, 16, 16]],
  "dense-cross": [[0, 16, 16, 0], [0, 0, 16, 16], [0, 8, 8, 0], [8, 16, 16, 8], [8, 0, 16, 8], [0, 8, 8, 16]],
};
const DOTS = [[4, 4], [12, 12]];
const prepared = new Map();

/** Fills `path` with the colour of `look` (its `opacity`, 0.55 when unsaid) and its pattern. */
export function fillArea(context, path, look) {
  if (look.fill) {
    context.save();
    context.globalAlpha *= look.opacity ?? (look.pattern ? 0.55 : 0.85);
    context.fillStyle = look.fill;
    context.fill(path, "evenodd");
    context.restore();
  }
  if (look.pattern && look.pattern !== "none") {
    context.fillStyle = pattern(context, look.pattern);
    context.fill(path, "evenodd");
  }
}

function pattern(context, name) {
  const ratio = window.devicePixelRatio || 1;
  const key = `${name} ${ratio}`;
  if (!prepared.has(key)) prepared.set(key, picture(name, ratio));
  const made = context.createPattern(prepared.get(key), "repeat");
  made.setTransform(new DOMMatrix().scale(SIDE / Math.round(SIDE * ratio)));
  return made;
}

function picture(name, ratio) {
  const side = Math.round(SIDE * ratio);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  context.scale(side / SIDE, side / SIDE);
  context.strokeStyle = context.fillStyle = "rgba(31, 42, 46, 0.75)";
  context.lineWidth = 1.3;
  if (name === "dots") for (const [x, y] of DOTS) dot(context, x, y);
  for (const [x1, y1, x2, y2] of STROKES[name] ?? []) stroke(context, x1, y1, x2, y2);
  return canvas;
}

function dot(context, x, y) {
  context.beginPath();
  context.arc(x, y, 1.5, 0, 2 * Math.PI);
  context.fill();
}

// Drawn over its edges on every side, so that lines meet where the pattern repeats.
function stroke(context, x1, y1, x2, y2) {
  for (const [dx, dy] of [[0, 0], [SIDE, 0], [-SIDE, 0], [0, SIDE], [0, -SIDE]]) {
    context.beginPath();
    context.moveTo(x1 + dx, y1 + dy);
    context.lineTo(x2 + dx, y2 + dy);
    context.stroke();
  }
}
