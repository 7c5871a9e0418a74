// Finds what lies under a finger: the nearest point within 22 px of it, else the topmost area around it.
import { TILE, lookOf } from "./draw.js";

export const REACH = 22; // CSS pixels: a target of 44

/** Whether a feature can be chosen: clusters, and what the table gives a shape; nothing of a passive layer. */
export function choosable(style, layer, feature) {
  return !style.passive && (feature.properties.n > 1 || Boolean(lookOf(style, layer, feature)?.shape));
}

/** Features of a tile that lie under a place (in the tile's own pixels): points with their distance, areas. */
export function near(layers, style, x, y) {
  const found = { points: [], areas: [] };
  for (const { name, features } of layers) {
    for (const feature of features) {
      if (!choosable(style, name, feature)) continue;
      if (feature.type === 1) addPoint(found.points, feature, x, y);
      else if (feature.type === 3 && x >= 0 && y >= 0 && x < TILE && y < TILE && holds(feature.rings, x, y)) found.areas.push(feature);
    }
  }
  return found;
}

function addPoint(points, feature, x, y) {
  const [px, py] = feature.rings[0][0];
  const distance = Math.hypot(px - x, py - y);
  if (distance <= REACH) points.push({ feature, distance });
}

// Even-odd rule, so that holes are outside.
export function holds(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** The point to take among candidates: the nearest; where several lie on one spot, the one after `chosen`. */
export function pick(points, chosen) {
  if (!points.length) return null;
  points.sort((a, b) => a.distance - b.distance || a.feature.id - b.feature.id);
  const [px, py] = points[0].spot;
  const same = points.filter(({ spot: [x, y] }) => Math.hypot(x - px, y - py) < 2);
  const at = same.findIndex(({ feature }) => feature.key === chosen);
  return same[(at + 1) % same.length];
}
