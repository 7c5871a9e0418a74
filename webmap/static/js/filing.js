// Helpers of the report form: photos that were chosen are shown and can be taken back, the place where one was
// taken is offered (never taken by itself), and reports close by are shown. The form works without all this.
import { whereTaken } from "./exif.js";

const MOST = 5;
const form = document.getElementById("report-form");
const input = document.getElementById("photos");
const box = document.getElementById("photo-previews");
const near = document.getElementById("near");
const words = JSON.parse(box.dataset.words);
const list = made("ul", { className: "photos", hidden: true });
const line = made("p", { className: "field-error" });
const offer = made("div", { className: "note", hidden: true });
const places = new WeakMap();
let asked = 0;

list.setAttribute("aria-label", words.chosen);
line.setAttribute("role", "status");
box.append(line, list, offer);
input.addEventListener("change", show);
form.addEventListener("change", (event) => { if (event.target.name === "category") look(); });
document.addEventListener("pinned", look);
document.querySelector("#preview")?.focus();
look();

function made(tag, properties, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

function show() {
  for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  const files = [...input.files];
  list.replaceChildren(...files.map(entry));
  list.hidden = !files.length;
  line.textContent = files.length > MOST ? words.tooMany : "";
  offerPlace(files);
}

function entry(file) {
  const picture = made("img", { src: URL.createObjectURL(file), alt: "" });
  picture.addEventListener("error", () => picture.remove());
  const remove = made("button", { type: "button", textContent: words.remove });
  remove.setAttribute("aria-label", `${words.remove}: ${file.name}`);
  remove.addEventListener("click", () => {
    const kept = new DataTransfer();
    for (const other of input.files) if (other !== file) kept.items.add(other);
    input.files = kept.files;
    show();
    input.focus();
  });
  return made("li", {}, picture, made("span", { className: "name", textContent: file.name }), remove);
}

async function offerPlace(files) {
  for (const file of files) {
    if (!places.has(file)) places.set(file, await whereTaken(file).catch(() => null));
  }
  if (files.length !== input.files.length || files.some((file, at) => file !== input.files[at])) return;
  const place = files.map((file) => places.get(file)).find(Boolean);
  offer.hidden = !place;
  offer.replaceChildren();
  if (!place) return;
  const use = made("button", { type: "button", textContent: words.use });
  offer.append(made("p", { textContent: words.offer }), use);
  use.addEventListener("click", () => {
    document.querySelector("[data-pin-map]").dispatchEvent(new CustomEvent("pin", { detail: place }));
    offer.replaceChildren(made("p", { textContent: words.used }));
  });
}

// As soon as what and where are known; asked in a body, so that no log keeps the place.
async function look() {
  const told = new FormData(form);
  const mine = ++asked;
  if (document.getElementById("preview") || !told.get("category") || !told.get("latitude")) return near.replaceChildren();
  const sent = new FormData();
  for (const name of ["csrf_token", "category", "latitude", "longitude"]) if (told.has(name)) sent.append(name, told.get(name));
  try {
    const answer = await fetch(form.dataset.near, { method: "POST", body: sent });
    if (mine === asked && answer.ok) near.innerHTML = await answer.text();
  } catch { /* without a network there is nothing to show */ }
}
