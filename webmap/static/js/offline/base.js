// A small database of this phone (IndexedDB) whose work is one transaction over all its tables. Runs in the page
// and in the service worker, so it exports nothing: self.offlineBase(name, tables) -> {within, drop}.
(() => {
  /** `tables`: name → key path. `within(mode, work)` resolves with what `work`'s request found, once it is on the disk. */
  self.offlineBase = (name, tables) => {
    let opened = null;

    function open() {
      opened ??= new Promise((done, failed) => {
        const asked = indexedDB.open(name, 1);
        asked.onupgradeneeded = () => {
          for (const [table, keyPath] of Object.entries(tables)) asked.result.createObjectStore(table, { keyPath });
        };
        asked.onsuccess = () => {
          asked.result.onversionchange = () => { asked.result.close(); opened = null; };
          asked.result.onclose = () => { opened = null; };
          done(asked.result);
        };
        asked.onerror = () => { opened = null; failed(asked.error); };
      });
      return opened;
    }

    async function within(mode, work) {
      const base = await open();
      return new Promise((done, failed) => {
        const transaction = base.transaction(Object.keys(tables), mode, { durability: "strict" });
        let asked = null;
        transaction.oncomplete = () => done(asked?.result);
        transaction.onabort = () => failed(transaction.error ?? new DOMException("aborted", "AbortError"));
        try {
          asked = work(...Object.keys(tables).map((table) => transaction.objectStore(table)));
        } catch (error) {
          failed(error);
          transaction.abort();
        }
      });
    }

    return { within };
  };
})();
