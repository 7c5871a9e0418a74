// The officers' page of the field: checks of these days and records of visits, with or without a network.
import "../offline/base.js";
import "../offline/sending.js";
import "./store.js";
import "./queue.js";
import { button, filled, made } from "../offline/dom.js";
import { recordForm } from "./form.js";
import { drawChecks, drawRecords } from "./lists.js";

const store = self.fieldStore;
const queue = self.fieldQueue;
const box = document.getElementById("field");
const words = JSON.parse(box.dataset.words);
const UNDO = 10_000;
let pack = null;
let stop = null; // ends the form that is open
let timer = 0;
let turn = Promise.resolve(); // one drawing after the other

if (self.indexedDB && self.BroadcastChannel && isSecureContext && self.crypto?.subtle) begin();

async function begin() {
  try {
    pack = await store.pack();
  } catch {
    return; // a private window that keeps nothing: the plain pages are left
  }
  document.getElementById("field-plain")?.remove();
  box.hidden = false;
  new BroadcastChannel("field").onmessage = ({ data }) => { if (!stop) (data.sending ? moved(data) : draw()); };
  addEventListener("hashchange", route);
  addEventListener("online", () => refresh());
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !stop) queue.sendAll(); });
  if (pack) await route();
  await refresh();
  work();
}

async function work() {
  try {
    await navigator.serviceWorker?.register("/sw.js");
    const ready = await navigator.serviceWorker?.ready;
    ready?.active?.postMessage({ keep: "/field" });
  } catch { /* the page works without it, as long as it is open */ }
}

// --- what is packed

async function refresh() {
  const told = await fetched();
  if (told.pack) {
    await store.setPack(told.pack);
    pack = told.pack;
  }
  if (!stop) await route(told.note);
  await queue.sendAll({ now: true });
}

/** {pack} from the server, or {note} of why there is none. */
async function fetched() {
  try {
    const answer = await fetch("/field/pack.json", { credentials: "same-origin", cache: "no-store", redirect: "error" });
    if (answer.status === 401 || answer.status === 403) return { note: words.signIn };
    if (!answer.ok || !/json/.test(answer.headers.get("Content-Type") ?? "")) return { note: words.away };
    return { pack: await answer.json() };
  } catch {
    return { note: words.away };
  }
}

// --- one thing a page

function route(note = "") {
  turn = turn.then(() => show(typeof note === "string" ? note : ""));
  return turn;
}

async function show(note) {
  const key = /^#r\/([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  const record = key && pack ? await store.get(key) : null;
  await stop?.();
  stop = null;
  const writes = record?.account === pack?.account && ["writing", "refused"].includes(record?.state);
  document.body.classList.toggle("writing", writes);
  if (writes) open(record);
  else await draw(note);
}

async function draw(note = "") {
  if (!pack) {
    box.replaceChildren(made("h1", { textContent: words.heading }), made("p", { className: "empty", textContent: note || words.loading }), made("p", {}, made("a", { className: "button", href: "/sign-in?next=/field", textContent: words.toSignIn })));
    return;
  }
  const records = await store.all(pack.account);
  const { others } = await store.unsent(pack.account);
  const held = box.contains(document.activeElement) ? document.activeElement.dataset.mark : null;
  const line = made("p", { className: "note", hidden: !note });
  line.setAttribute("role", "status");
  line.append(note, ...(note === words.signIn ? [" ", made("a", { href: "/sign-in?next=/field", textContent: words.toSignIn })] : []));
  box.replaceChildren(
    made("h1", { textContent: words.heading, tabIndex: -1 }), line,
    made("p", { className: "hint", textContent: filled(words.packed, { when: moment(pack.made_at) }) }),
    ...(others ? [made("p", { className: "note", textContent: filled(words.others, { n: others }) })] : []),
    drawRecords(records, words, { edit, send, turn: change }),
    drawChecks(pack, records, words, { begin: start, edit }),
  );
  if (held) box.querySelector(`[data-mark="${CSS.escape(held)}"]`)?.focus();
  clearTimeout(timer);
  const next = Math.min(...records.filter((one) => one.state === "waiting" && one.next).map((one) => one.next));
  if (Number.isFinite(next)) timer = setTimeout(() => queue.sendAll(), Math.max(1000, next - Date.now()));
}

function moved({ key, sending: { nth, all, done } }) {
  const row = box.querySelector(`[data-record="${CSS.escape(key)}"]`);
  if (!row) return;
  row.querySelector(".tag").textContent = nth ? filled(words.sendingFile, { nth, all }) : words.sending;
  const bar = row.querySelector("progress");
  bar.hidden = !all;
  bar.value = done;
}

function moment(iso) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  return clock.format(new Date(iso)).replace(",", "");
}

// --- records

async function start(check) {
  const record = {
    key: crypto.randomUUID(), account: pack.account, inspection: check.id, code: check.code, site: check.site.name,
    created: Date.now(), state: "writing", started_at: new Date().toISOString(), ended_at: "", outcome: "", ending: "",
    checklist: check.checklist, answers: {}, findings: [], files: [], track: [], tracking: false,
    representative: "", representative_title: "", opinion: "", note: "", tries: 0, next: 0,
  };
  try {
    await store.put(record);
  } catch (error) {
    await draw(error.name === "QuotaExceededError" ? words.full : words.notKept);
    return;
  }
  navigator.storage?.persist?.();
  edit(record);
}

function edit({ key }) {
  if (location.hash === `#r/${key}`) route(); else location.hash = `r/${key}`;
}

function open(record) {
  const names = record.checklist ? record.checklist.split("+") : [];
  const lists = names.map((name) => pack.checklists.find((one) => one.name === name)).filter(Boolean);
  const done = async (how) => {
    await stop?.();
    stop = null;
    if (how === "remove") await change(record, "removed", true);
    if (how === "send") {
      await store.update(record.key, record.state, { state: "waiting", why: "", errors: {}, next: 0, tries: 0 });
      navigator.serviceWorker?.getRegistration().then((worker) => worker?.sync?.register("field")).catch(() => null);
    }
    history.replaceState(null, "", "/field");
    await route(how === "send" ? words.savedSending : "");
    box.querySelector("h1").focus();
    scrollTo(0, 0);
    if (how === "send") await send(record);
  };
  stop = recordForm(box, { record, lists, words, done });
  scrollTo(0, 0);
}

async function send({ key }) {
  await store.update(key, "refused", { state: "waiting", why: "", errors: {} });
  await queue.send(key, { now: true });
  const record = await store.get(key);
  if (stop) return;
  await draw(record?.state !== "waiting" ? "" : record.why || (navigator.onLine ? words.savedBusy : words.savedOffline));
}

async function change(record, state, quiet = false) {
  await store.update(record.key, record.state, { state, was: record.state, at: state === "removed" ? Date.now() : undefined });
  if (!quiet) await draw();
  if (state === "removed") setTimeout(() => { if (!stop) draw(); }, UNDO + 500);
}
