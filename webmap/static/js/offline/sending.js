// What every queue of a phone needs: to ask our server and know when it was not ours, a file in pieces from where
// it broke off, pauses, one hand at a time. Runs in the page and in the service worker: self.offlineSending.
(() => {
  const PIECE = 256 * 1024;
  const PATIENCE = 60_000; // for one request
  const PAUSE = { first: 5_000, most: 30 * 60_000 };
  const REPEATS = 3; // of a file that came damaged

  class Away extends Error {} // the network, or our server, is not there
  class Refused extends Error {
    constructor(answer) { super(answer.title); this.answer = answer; }
  }

  async function ask(address, options) {
    let response;
    try {
      response = await fetch(address, {
        credentials: "omit", ...options, redirect: "error", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE),
      });
    } catch (error) {
      throw new Away(error.message);
    }
    if (response.status === 429 || response.status >= 500) throw away(response);
    return response;
  }

  function away(response) {
    return Object.assign(new Away(response.status), { after: Number(response.headers.get("Retry-After")) * 1000 || 0 });
  }

  // A hotel's or a bus's network answers everything with a page of its own: that is no answer.
  async function read(response) {
    if (!/json/.test(response.headers.get("Content-Type") ?? "")) throw new Away("not ours");
    try { return await response.json(); } catch { throw new Away("cut off"); }
  }

  function offsetOf(response) {
    const offset = response.headers.get("Upload-Offset");
    if (offset === null) throw new Away("not ours");
    return { offset: Number(offset), complete: response.headers.has("Upload-Complete") };
  }

  /** Sends `content` to `address`; `how` are options of each request, `progress` is told the share that is there. */
  async function sendFile(address, content, progress, how = {}) {
    let { offset, complete } = offsetOf(await ask(address, { ...how, method: "HEAD" }));
    let left = Math.ceil(content.size / PIECE) + 5 * REPEATS;
    while (!complete) {
      if (left-- <= 0) throw new Away("no progress");
      // All is there, but not yet kept: the last piece once more ends it.
      const start = offset < content.size ? offset : Math.max(0, content.size - PIECE);
      const end = Math.min(start + PIECE, content.size);
      progress(start / content.size);
      const response = await ask(address, {
        ...how, method: "PUT", body: content.slice(start, end),
        headers: { "Content-Type": "application/octet-stream", "Content-Range": `bytes ${start}-${end - 1}/${content.size}` },
      });
      if (response.ok || response.status === 409) ({ offset, complete } = offsetOf(response));
      else if (response.status === 422) offset = 0;
      else throw new Refused(await read(response));
    }
  }

  function pause(tries, after = 0) {
    const grown = Math.min(PAUSE.most, PAUSE.first * 2 ** tries);
    return Math.max(after, grown * (0.75 + Math.random() / 2));
  }

  // What waits is one tab's at a time; who comes second leaves it to the first.
  function alone(name, work) {
    if (!navigator.locks) return work(); // the key keeps it single on the server all the same
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
  }

  self.offlineSending = { Away, Refused, REPEATS, ask, read, sendFile, pause, alone };
})();
