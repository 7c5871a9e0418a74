// Where a photo was taken, read in the browser from its EXIF: {lat, lon} in degrees, or null.
// JPEG, HEIC, WebP and PNG keep the same TIFF block behind a mark that says "Exif".

const READ = 512 * 1024; // bytes from either end: the block stands near one of them
const GPS = 0x8825;
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4];

export async function whereTaken(file) {
  for (const start of new Set([0, Math.max(0, file.size - READ)])) {
    const found = placeIn(new DataView(await file.slice(start, start + READ).arrayBuffer()));
    if (found) return found;
  }
  return null;
}

export function placeIn(view) {
  for (let at = 4; at + 8 < view.byteLength; at++) {
    if (!isTiff(view, at) || !isMarked(view, at)) continue;
    try {
      const found = placeOf(view, at);
      if (found) return found;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // a block cut short tells nothing
    }
  }
  return null;
}

function isTiff(view, at) {
  const word = view.getUint32(at);
  return word === 0x49492a00 || word === 0x4d4d002a;
}

function isMarked(view, at) {
  let before = "";
  for (let i = Math.max(0, at - 10); i < at; i++) before += String.fromCharCode(view.getUint8(i));
  return /exif/i.test(before);
}

function placeOf(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const short = (at) => view.getUint16(at, little);
  const long = (at) => view.getUint32(at, little);
  const entries = (directory) => {
    const found = new Map();
    for (let i = 0; i < short(directory); i++) found.set(short(directory + 2 + 12 * i), directory + 2 + 12 * i);
    return found;
  };
  const pointer = entries(tiff + long(tiff + 4)).get(GPS);
  if (pointer === undefined) return null;
  const gps = entries(tiff + long(pointer + 8));
  const degrees = (tag) => {
    const at = tiff + long(gps.get(tag) + 8);
    return [0, 1, 2].reduce((sum, i) => sum + long(at + 8 * i) / (long(at + 8 * i + 4) || 1) / 60 ** i, 0);
  };
  const sign = (tag, negative) => (view.getUint8(gps.get(tag) + 8) === negative.charCodeAt(0) ? -1 : 1);
  if (![LAT_REF, LAT, LON_REF, LON].every((tag) => gps.has(tag))) return null;
  const [lat, lon] = [degrees(LAT) * sign(LAT_REF, "S"), degrees(LON) * sign(LON_REF, "W")];
  return Number.isFinite(lat) && Number.isFinite(lon) && (lat || lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}
