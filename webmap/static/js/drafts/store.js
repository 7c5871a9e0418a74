// Reports that wait on this phone, with their photos (IndexedDB). Runs in the page and in the service worker,
// so it exports nothing: self.draftStore. Needs offline/base.js.
//
// draft  {key, language, what, created, fields: {name: text or [texts]}, photos: [{sha256, name, bytes}],
//         state: "waiting" | "refused" | "removed" | "sent", at, tries, next, why, errors: {field: words},
//         receipt: {code, url, photos: [{sha256, bytes}], missing: [sha256]}}
// photo  {key, sha256, content: Blob}: kept apart, so that a list of drafts reads no pictures.
(() => {
  // How long what is done with stays on the phone: receipts a month, what was removed while it may be undone.
  const KEPT = { sent: 30 * 24 * 3600_000, removed: 10_000 };
  const { within } = self.offlineBase("reports", { drafts: "key", photos: ["key", "sha256"] });

  const ofDraft = (key) => IDBKeyRange.bound([key], [key, []]);

  self.draftStore = {
    /** Keeps a draft and its photos [{sha256, content}], all or nothing; rejects when the phone is full. */
    add: (draft, photos) => within("readwrite", (drafts, pictures) => {
      pictures.delete(ofDraft(draft.key));
      for (const { sha256, content } of photos) pictures.put({ key: draft.key, sha256, content });
      return drafts.put(draft);
    }),

    /** Changes a draft that still stands where it stood: one that was removed meanwhile stays removed. */
    update: (key, state, changes) => within("readwrite", (drafts) => {
      const asked = drafts.get(key);
      asked.onsuccess = () => { if (asked.result?.state === state) drafts.put({ ...asked.result, ...changes }); };
      return asked;
    }),

    /** What was sent is forgotten but for its receipt. */
    sent: (key, receipt) => within("readwrite", (drafts, pictures) => {
      const asked = drafts.get(key);
      asked.onsuccess = () => {
        const { language, what, created } = asked.result ?? {};
        if (!asked.result) return;
        drafts.put({ key, language, what, created, receipt, state: "sent", at: Date.now(), fields: {}, photos: [] });
        pictures.delete(ofDraft(key));
      };
      return asked;
    }),

    remove: (key) => within("readwrite", (drafts, pictures) => {
      pictures.delete(ofDraft(key));
      return drafts.delete(key);
    }),

    get: (key) => within("readonly", (drafts) => drafts.get(key)),

    photo: async (key, sha256) =>
      (await within("readonly", (_drafts, pictures) => pictures.get([key, sha256])))?.content,

    /** All drafts, newest first; what is past goes. */
    async all() {
      const found = await within("readonly", (drafts) => drafts.getAll());
      const past = found.filter((one) => one.at < Date.now() - KEPT[one.state]);
      for (const { key } of past) await this.remove(key);
      return found.filter((one) => !past.includes(one)).sort((a, b) => b.created - a.created);
    },
  };
})();
