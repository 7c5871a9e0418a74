// What a phone keeps of the field (IndexedDB): the checks packed for one account, its records, their files. Runs in
// the page and in the service worker, so it exports nothing: self.fieldStore. Needs offline/base.js.
//
// pack    /field/pack.json as it came, with its account
// record  {key, account, inspection, code, site, created, state: "writing" | "waiting" | "refused" | "removed" | "sent",
//          started_at, ended_at (ISO), outcome, checklist, answers: {item: word}, findings: [{id, item, article, severity,
//          text, remedy, deadline}], files: [{sha256, purpose, finding (its id), name, bytes}], track: [[lon, lat]],
//          representative, representative_title, opinion, note, at, tries, next, why, code_of_why, errors, receipt}
// file    {key, sha256, content: Blob}: kept apart, so that a list of records reads no pictures.
(() => {
  // How long what is done with stays on the phone: receipts a week, what was removed while it may be undone.
  const KEPT = { sent: 7 * 24 * 3600_000, removed: 10_000 };
  const { within } = self.offlineBase("field", { meta: "name", records: "key", files: ["key", "sha256"] });

  const ofRecord = (key) => IDBKeyRange.bound([key], [key, []]);
  const isUnsent = (record) => ["writing", "waiting", "refused"].includes(record.state);

  self.fieldStore = {
    /** The packed checks, or undefined. */
    pack: () => within("readonly", (meta) => meta.get("pack")),

    /** Packs checks. Those of another account go, with what it sent; what it did not send waits for it unseen. */
    async setPack(pack) {
      const before = await this.pack();
      if (before && before.account !== pack.account) await this.forgetOf(before.account);
      await within("readwrite", (meta) => meta.put({ ...pack, name: "pack" }));
    },

    /** The checks, and what an account sent, go; its unsent records stay. */
    forgetOf: (account) => within("readwrite", (meta, records, files) => {
      meta.delete("pack");
      const asked = records.getAll();
      asked.onsuccess = () => {
        for (const one of asked.result.filter((record) => record.account === account && !isUnsent(record))) {
          records.delete(one.key);
          files.delete(ofRecord(one.key));
        }
      };
      return asked;
    }),

    /** The checks and everything of an account go; unsent records of others stay, unseen. */
    clearOf: (account) => within("readwrite", (meta, records, files) => {
      meta.clear();
      const asked = records.getAll();
      asked.onsuccess = () => {
        for (const one of asked.result.filter((record) => record.account === account)) {
          records.delete(one.key);
          files.delete(ofRecord(one.key));
        }
      };
      return asked;
    }),

    /** The records of an account, newest first; what is past goes. */
    async all(account) {
      const found = (await within("readonly", (_meta, records) => records.getAll())).filter((one) => one.account === account);
      const past = found.filter((one) => one.at < Date.now() - KEPT[one.state]);
      for (const { key } of past) await this.remove(key);
      return found.filter((one) => !past.includes(one)).sort((a, b) => b.created - a.created);
    },

    /** How many records are not sent: of this account, and of others. */
    async unsent(account) {
      const left = (await within("readonly", (_meta, records) => records.getAll())).filter(isUnsent);
      const own = left.filter((one) => one.account === account).length;
      return { own, others: left.length - own };
    },

    get: (key) => within("readonly", (_meta, records) => records.get(key)),

    put: (record) => within("readwrite", (_meta, records) => records.put(record)),

    /** Changes a record that still stands where it stood. */
    update: (key, state, changes) => within("readwrite", (_meta, records) => {
      const asked = records.get(key);
      asked.onsuccess = () => { if (asked.result?.state === state) records.put({ ...asked.result, ...changes }); };
      return asked;
    }),

    /** What was sent is forgotten but for its receipt. */
    sent: (key, receipt) => within("readwrite", (_meta, records, files) => {
      const asked = records.get(key);
      asked.onsuccess = () => {
        if (!asked.result) return;
        const { account, inspection, code, site, created, outcome } = asked.result;
        records.put({ key, account, inspection, code, site, created, outcome, receipt, state: "sent", at: Date.now(), files: [] });
        files.delete(ofRecord(key));
      };
      return asked;
    }),

    remove: (key) => within("readwrite", (_meta, records, files) => {
      files.delete(ofRecord(key));
      return records.delete(key);
    }),

    addFile: (key, { sha256, content }) => within("readwrite", (_meta, _records, files) => files.put({ key, sha256, content })),

    dropFile: (key, sha256) => within("readwrite", (_meta, _records, files) => files.delete([key, sha256])),

    file: async (key, sha256) => (await within("readonly", (_meta, _records, files) => files.get([key, sha256])))?.content,
  };
})();
