// The report form on a bad network: what is sent is first kept on this phone, then sent, then shown.
// Without this script, or where the browser keeps nothing, the form is sent in the ordinary way.
import "../offline/base.js";
import "../offline/sending.js";
import "./store.js";
import "./queue.js";
import { DraftList, button, filled, made, pathOf, told } from "./list.js";
import { prepared } from "./resize.js";
import { keepTyped } from "./typed.js";

const MOST_PHOTOS = 5;
const OURS = ["csrf_token", "key", "drop", "support"]; // of the page, not of the report
const PLACES = ["latitude", "village_id", "landmark", "place"];
const store = self.draftStore;
const queue = self.draftQueue;
const form = document.getElementById("report-form");
const box = document.getElementById("offline-drafts");
const words = box && JSON.parse(box.dataset.words);
let list = null;
let busy = false;
let editing = null; // the refused draft that is in the form now
let passed = null; // the button that goes the ordinary way now

if (form && box && isSecureContext && self.indexedDB && self.BroadcastChannel && self.crypto?.subtle) start();

if (form && box) keepTyped(form, words, fill);

async function start() {
  list = new DraftList(box, words, edit);
  try {
    await list.show();
  } catch {
    return; // a private window that keeps nothing: the ordinary way is left
  }
  form.addEventListener("submit", submitted);
  addEventListener("online", () => queue.sendAll({ now: true }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) queue.sendAll(); });
  queue.sendAll({ now: true });
  if (document.readyState === "complete") work(); else addEventListener("load", work);
}

async function work() {
  try {
    await navigator.serviceWorker?.register("/sw.js");
    const ready = await navigator.serviceWorker?.ready;
    ready?.active?.postMessage({ language: document.documentElement.lang });
  } catch { /* the form works without it, as long as the page is open */ }
}

async function submitted(event) {
  if (event.submitter === passed) return; // its photos are small by now
  if (form.querySelector("[name=drop]:checked")) return; // photos to be taken back lie on the server
  event.preventDefault();
  if (busy) return;
  busy = true;
  unmark();
  try {
    await (looksOnly(event.submitter) ? look(event.submitter) : leave());
  } catch (error) {
    explain(filled(words.failed, { why: error.message }));
  } finally {
    busy = false;
  }
}

function looksOnly(button) {
  return Boolean(button?.hasAttribute("formaction")) && button.formAction !== form.action;
}

// What others will see is the server's to say: small photos travel there, or nothing without a network.
async function look(button) {
  if (!navigator.onLine || "kept" in form.dataset) { explain(words.noLook); return; }
  const pack = new DataTransfer();
  for (const { name, content } of await photos()) pack.items.add(new File([content], name, { type: content.type }));
  if (form.elements.photos) form.elements.photos.files = pack.files;
  explain("");
  // Without photos we are still inside the press itself, and a form being sent is not sent again.
  await new Promise((done) => { setTimeout(done); });
  passed = button;
  form.requestSubmit(button);
}

async function leave() {
  const lacks = lacking();
  if (lacks) point(lacks); else await keep(await photos());
}

// What the server will refuse anyway is told now, while the person is still here.
function lacking() {
  const errors = {};
  if (!form.querySelector("[name=category]:checked")) errors.category = words.needsCategory;
  if (!PLACES.some((name) => form.elements[name]?.value?.trim())) errors.landmark = words.needsPlace;
  if ((form.elements.photos?.files.length ?? 0) > MOST_PHOTOS) errors.photos = words.tooMany;
  return Object.keys(errors).length ? errors : null;
}

async function photos() {
  const files = [...(form.elements.photos?.files ?? [])];
  const found = new Map();
  for (const [number, file] of files.entries()) {
    explain(filled(words.preparing, { nth: number + 1, all: files.length }));
    const photo = await prepared(file);
    found.set(photo.sha256, photo);
  }
  return [...found.values()];
}

function drafted(pictures) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || OURS.includes(name)) continue;
    fields[name] = name in fields ? [fields[name], value].flat() : value;
  }
  return {
    key: key(), language: document.documentElement.lang, created: editing?.created ?? Date.now(), fields,
    what: form.querySelector("[name=category]:checked")?.labels[0]?.textContent.trim() ?? "",
    photos: pictures.map(({ sha256, name, content }) => ({ sha256, name, bytes: content.size })),
    state: "waiting", tries: 0, next: 0,
  };
}

// The key of a page kept for later is everybody's next report's too; one whose photos the server has is its own.
function key() {
  if (form.querySelector("[name=drop]")) return form.elements.key.value;
  return crypto.randomUUID?.() ?? ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
}

async function keep(pictures) {
  const draft = drafted(pictures);
  try {
    await store.add(draft, pictures);
  } catch (error) {
    full(error, pictures);
    return;
  }
  if (editing) await store.remove(editing.key);
  editing = null;
  form.reset();
  pin(null);
  changed(form.elements.photos);
  navigator.storage?.persist?.();
  explain("");
  await list.show();
  await send(draft.key);
}

async function send(key) {
  list.say(words.savedSending);
  list.heading.focus();
  box.scrollIntoView({ block: "nearest" });
  const receipt = await queue.send(key, { now: true });
  if (receipt) { location.assign(pathOf({ receipt })); return; }
  const draft = await store.get(key);
  if (draft?.state === "refused") { await edit(draft); return; }
  list.say(navigator.onLine ? words.savedBusy : words.savedOffline);
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("drafts").catch(() => null);
}

// The phone keeps no more: the words are small, the photos are what does not fit.
function full(error, pictures) {
  explain(error.name === "QuotaExceededError" ? words.full : words.refusedStorage);
  const choices = made("p", { className: "pages" });
  if (pictures.length) choices.append(button(words.withoutPhotos, async () => { explain(""); await keep([]); }));
  if (navigator.onLine && !("kept" in form.dataset)) choices.append(button(words.directly, () => HTMLFormElement.prototype.submit.call(form)));
  notice().append(choices);
}

// --- a refused draft comes back into the form, with its photos

async function edit(draft) {
  fill(draft.fields);
  const pack = new DataTransfer();
  for (const { sha256, name } of draft.photos) {
    const content = await store.photo(draft.key, sha256);
    if (content) pack.items.add(new File([content], name, { type: content.type }));
  }
  if (form.elements.photos) {
    form.elements.photos.files = pack.files;
    changed(form.elements.photos);
  }
  editing = draft;
  point(draft.errors, told(draft));
}

function fill(fields) {
  for (const field of form.elements) put(field, fields[field.name]);
  pin(fields.latitude ? { lat: Number(fields.latitude), lon: Number(fields.longitude) } : null);
}

function put(field, value) {
  if (!field.name || value === undefined || field.type === "file") return;
  const values = [value].flat();
  if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
  else field.value = values[0];
}

function pin(place) {
  document.querySelector("[data-pin-map]")?.dispatchEvent(new CustomEvent("pin", { detail: place }));
}

function changed(input) {
  input?.dispatchEvent(new Event("change", { bubbles: true }));
}

// --- words beside the fields

function notice() {
  const known = document.getElementById("draft-notice");
  if (known) return known;
  const line = made("div", { id: "draft-notice", className: "note", role: "status" });
  [...form.querySelectorAll(".send-buttons")].at(-1).before(line);
  return line;
}

function explain(text) {
  notice().replaceChildren(made("p", { textContent: text }));
  notice().hidden = !text;
}

function point(errors = {}, text = Object.values(errors).join(" ")) {
  explain(text);
  let first = null;
  for (const [name, said] of Object.entries(errors)) {
    const input = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!input) continue;
    first ??= input;
    input.setAttribute("aria-invalid", "true");
    const place = input.closest(".field, fieldset") ?? input.parentElement;
    place.append(made("span", { className: "field-error draft-error", textContent: said }));
  }
  (first?.type === "hidden" ? notice() : first ?? notice()).scrollIntoView({ block: "center" });
  if (first && first.type !== "hidden") first.focus({ preventScroll: true });
}

function unmark() {
  for (const line of form.querySelectorAll(".draft-error")) line.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
