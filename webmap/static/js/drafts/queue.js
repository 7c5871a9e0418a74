// Sends the drafts of this phone, one at a time, each photo in pieces and from where it broke off. Runs in the
// page and in the service worker: self.draftQueue. Needs offline/sending.js and store.js. What happens is told on the
// channel "drafts".
(() => {
  const LATE = 5 * 60_000; // "now" is no longer now
  const ZONE = "Asia/Ho_Chi_Minh";
  const { Away, Refused, REPEATS, ask, read, sendFile, pause, alone } = self.offlineSending;
  const store = self.draftStore;
  const channel = new BroadcastChannel("drafts");
  const tell = (message) => channel.postMessage(message);

  // --- one photo

  async function sendPhoto(draft, sha256, progress) {
    const content = await store.photo(draft.key, sha256);
    if (!content) throw new Refused({ title: "", code: "photo.lost" });
    await sendFile(`/api/reports/${draft.key}/photos/${sha256}?lang=${draft.language}`, content, progress);
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
