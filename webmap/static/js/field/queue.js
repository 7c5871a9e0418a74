// Sends the records of this phone, one at a time, each file in pieces and from where it broke off. Runs in the page
// and in the service worker: self.fieldQueue. Needs offline/sending.js and store.js. What happens is told on the
// channel "field".
(() => {
  const { Away, Refused, REPEATS, ask, read, sendFile, pause, alone } = self.offlineSending;
  const OWN = { credentials: "same-origin" }; // records are an officer's
  const WORDS = ["representative", "representative_title", "opinion", "note"];
  const store = self.fieldStore;
  const channel = new BroadcastChannel("field");
  const tell = (message) => channel.postMessage(message);

  class SignedOut extends Away {} // another account, or nobody, is signed in: the record waits for its own

  function body(record, check) {
    const numbers = new Map(record.findings.map((one, at) => [one.id, at]));
    const words = Object.fromEntries(WORDS.map((name) => [name, record[name] ?? ""]));
    return JSON.stringify({
      account: record.account,
      check,
      sent_at: new Date().toISOString(),
      record: {
        ...words,
        inspection: record.inspection,
        outcome: record.outcome,
        started_at: record.started_at,
        ended_at: record.ended_at,
        checklist: record.checklist,
        answers: record.answers,
        findings: record.findings.map(({ item, article, severity, text, remedy, deadline }) => ({
          item, article, severity, text, remedy, deadline: deadline || null,
        })),
        files: record.files.map(({ sha256, purpose, finding }) => ({ sha256, purpose, finding: numbers.get(finding) ?? null })),
        track: record.track,
      },
    });
  }

  async function answerOf(response) {
    const answer = await read(response);
    if (response.status === 401) throw new SignedOut(answer.title);
    return answer;
  }

  async function sendWords(record, check) {
    const response = await ask(`/api/field/records/${record.key}`, {
      ...OWN, method: "PUT", body: body(record, check), headers: { "Content-Type": "application/json" },
    });
    const answer = await answerOf(response);
    if (response.ok && answer.code && answer.url) return { receipt: answer, missing: [] };
    if (Array.isArray(answer.missing)) return { missing: answer.missing };
    throw new Refused(answer);
  }

  async function sendOne(record, sha256, progress) {
    const content = await store.file(record.key, sha256);
    if (!content) throw new Refused({ title: "", code: "photo.lost" });
    const { purpose } = record.files.find((one) => one.sha256 === sha256);
    await sendFile(`/api/field/records/${record.key}/files/${sha256}?purpose=${purpose}`, content, progress, OWN);
  }

  // The words are looked at first: what is wrong with them is told before photos cost anybody's data plan.
  async function sendRecord(record) {
    const all = record.files.length;
    let { receipt, missing } = await sendWords(record, all > 0);
    for (let turn = 0; !receipt && turn < REPEATS; turn += 1) {
      for (const [nth, sha256] of missing.entries()) {
        const count = missing.length;
        await sendOne(record, sha256, (share) => tell({ key: record.key, sending: { nth: nth + 1, all: count, done: (nth + share) / count } }));
      }
      ({ receipt, missing } = await sendWords(record, false));
    }
    if (!receipt) throw new Away("no progress");
    return receipt;
  }

  async function attempt(key, { now = false } = {}) {
    const record = await store.get(key);
    if (record?.state !== "waiting" || (!now && record.next > Date.now())) return record?.receipt ?? null;
    tell({ key, sending: { nth: 0, all: record.files.length, done: 0 } });
    try {
      const receipt = await sendRecord(record);
      await store.sent(key, receipt);
      return receipt;
    } catch (error) {
      if (error instanceof Refused) {
        const { title, code, fields } = error.answer;
        await store.update(key, "waiting", { state: "refused", why: title, code_of_why: code, errors: fields ?? {} });
      } else {
        const why = error instanceof SignedOut ? error.message : "";
        await store.update(key, "waiting", { why, tries: record.tries + 1, next: Date.now() + pause(record.tries, error.after) });
        if (!(error instanceof Away)) throw error;
      }
      return null;
    } finally {
      tell({ key });
    }
  }

  self.fieldQueue = {
    /** Tries to send one record; its receipt, or null. */
    send: (key, how) => alone(`field-${key}`, () => attempt(key, how)),

    /** Tries every record of the packed account whose time has come (`now`: every one); how many still wait. */
    async sendAll(how) {
      const account = (await store.pack())?.account;
      const waiting = async () => (await store.all(account)).filter((record) => record.state === "waiting");
      for (const { key } of (await waiting()).reverse()) await this.send(key, how);
      return (await waiting()).length;
    },
  };
})();
