// Sends the drafts of this phone, one at a time, each photo in pieces and from where it broke off. Runs in the
// page and in the service worker: self.draftQueue. Needs store.js. What happens is told on the channel "drafts".
(() => {
  const PIECE = 256 * 1024;
  const PATIENCE = 60_000; // for one request
  const PAUSE = { first: 5_000, most: 30 * 60_000 };
  const REPEATS = 3; // of a photo that came damaged
  const LATE = 5 * 60_000; // "now" is no longer now
  const ZONE = "Asia/Ho_Chi_Minh";
  const store = self.draftStore;
  const channel = new BroadcastChannel("drafts");
  const tell = (message) => channel.postMessage(message);

  class Away extends Error {} // the network, or our server, is not there
  class Refused extends Error {
    constructor(answer) { super(answer.title); this.answer = answer; }
  }

  async function ask(address, options) {
    let response;
    try {
      response = await fetch(address, {
        ...options, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE),
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

  // --- one photo

  function offsetOf(response) {
    const offset = response.headers.get("Upload-Offset");
    if (offset === null) throw new Away("not ours");
    return { offset: Number(offset), complete: response.headers.has("Upload-Complete") };
  }

  async function sendPhoto(draft, sha256, progress) {
    const content = await store.photo(draft.key, sha256);
    if (!content) throw new Refused({ title: "", code: "photo.lost" });
    const address = `/api/reports/${draft.key}/photos/${sha256}?lang=${draft.language}`;
    let { offset, complete } = offsetOf(await ask(address, { method: "HEAD" }));
    let left = Math.ceil(content.size / PIECE) + 5 * REPEATS;
    while (!complete) {
      if (left-- <= 0) throw new Away("no progress");
      // All is there, but not yet kept: the last piece once more ends it.
      const start = offset < content.size ? offset : Math.max(0, content.size - PIECE);
      const end = Math.min(start + PIECE, content.size);
      progress(start / content.size);
      const response = await ask(address, {
        method: "PUT", body: content.slice(start, end),
        headers: { "Content-Type": "application/octet-stream", "Content-Range": `bytes ${start}-${end - 1}/${content.size}` },
      });
      if (response.ok || response.status === 409) ({ offset, complete } = offsetOf(response));
      else if (response.status === 422) offset = 0;
      else throw new Refused(await read(response));
    }
  }

  // --- one draft

  function body(draft, check) {
    const { occurred_at: at = "" } = draft.fields;
    const late = !at && Date.now() - draft.created > LATE;
    const fields = late ? { ...draft.fields, occurred_at: local(draft.created) } : draft.fields;
    return JSON.stringify({ fields, photos: draft.photos.map((photo) => photo.sha256), ...(check && { check }) });
  }

  function local(moment) {
    const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });
    return clock.format(moment).replace(" ", "T");
  }

  async function sendWords(draft, { check }) {
    const response = await ask(`/api/reports/${draft.key}?lang=${draft.language}`, {
      method: "PUT", body: body(draft, check), headers: { "Content-Type": "application/json" },
    });
    const answer = await read(response);
    if (response.ok && answer.code && answer.url) return { receipt: answer, missing: [] };
    if (Array.isArray(answer.missing)) return { missing: answer.missing };
    throw new Refused(answer);
  }

  // The words are looked at first: what is wrong with them is told before photos cost anybody's data plan.
  async function sendDraft(draft) {
    const all = draft.photos.length;
    let { receipt, missing } = await sendWords(draft, { check: all > 0 });
    for (let turn = 0; !receipt && turn < REPEATS; turn += 1) {
      for (const sha256 of missing) {
        const nth = draft.photos.findIndex((photo) => photo.sha256 === sha256);
        await sendPhoto(draft, sha256, (share) => tell({ key: draft.key, sending: { nth: nth + 1, all, done: (nth + share) / all } }));
      }
      ({ receipt, missing } = await sendWords(draft, {}));
    }
    if (!receipt) throw new Away("no progress");
    return receipt;
  }

  async function attempt(key, { now = false } = {}) {
    const draft = await store.get(key);
    if (draft?.state !== "waiting" || (!now && draft.next > Date.now())) return draft?.receipt ?? null;
    tell({ key, sending: { nth: 0, all: draft.photos.length, done: 0 } });
    try {
      const receipt = await sendDraft(draft);
      await store.sent(key, receipt);
      return receipt;
    } catch (error) {
      if (error instanceof Refused) {
        await store.update(key, "waiting", { state: "refused", why: error.answer.title, errors: error.answer.fields ?? {} });
      } else {
        await store.update(key, "waiting", { tries: draft.tries + 1, next: Date.now() + pause(draft.tries, error.after) });
        if (!(error instanceof Away)) throw error;
      }
      return null;
    } finally {
      tell({ key });
    }
  }

  function pause(tries, after = 0) {
    const grown = Math.min(PAUSE.most, PAUSE.first * 2 ** tries);
    return Math.max(after, grown * (0.75 + Math.random() / 2));
  }

  // A draft is one tab's at a time; who comes second leaves it to the first.
  function alone(name, work) {
    if (!navigator.locks) return work(); // the key keeps it single on the server all the same
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
  }

  self.draftQueue = {
    /** Tries to send one draft; its receipt, or null. */
    send: (key, how) => alone(`draft-${key}`, () => attempt(key, how)),

    /** Tries every draft whose time has come (`now`: every one); how many still wait. */
    async sendAll(how) {
      const waiting = async () => (await store.all()).filter((draft) => draft.state === "waiting");
      for (const { key } of (await waiting()).reverse()) await this.send(key, how);
      return (await waiting()).length;
    },
  };
})();
