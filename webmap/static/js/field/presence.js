// Where the team is while a record is open: thinned, so that a morning is a few hundred points.
const NEAR = 12; // metres between two points kept
const VAGUE = 150; // metres: worse than this tells nothing
const MOST = 1900;
const EARTH = 6_371_000;

/** One position, or an error of the browser's kind. */
export function here() {
  return new Promise((done, failed) => {
    if (!navigator.geolocation) { failed(new Error("none")); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => done(point(coords)), failed, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 5_000 });
  });
}

/** Follows the phone; `moved(point)` hears each point worth keeping. Gives a function that stops it. */
export function follow(last, moved) {
  if (!navigator.geolocation) return () => {};
  let before = last;
  let count = 0;
  const watch = navigator.geolocation.watchPosition(({ coords }) => {
    const now = point(coords);
    if (coords.accuracy > VAGUE || count >= MOST || (before && metres(before, now) < NEAR)) return;
    before = now;
    count += 1;
    moved(now);
  }, () => {}, { enableHighAccuracy: true, maximumAge: 10_000 });
  return () => navigator.geolocation.clearWatch(watch);
}

/** Metres between two [lon, lat]. */
export function metres([lonA, latA], [lonB, latB]) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const x = radians(lonB - lonA) * Math.cos(radians((latA + latB) / 2));
  return Math.hypot(x, radians(latB - latA)) * EARTH;
}

function point({ longitude, latitude }) {
  return [Number(longitude.toFixed(6)), Number(latitude.toFixed(6))];
}
