// Photos of a record: made small on the phone, kept at once, shown with what takes them away again.
import { prepared } from "../drafts/resize.js";
import { button, filled, made } from "../offline/dom.js";

const store = self.fieldStore;
const MOST = 35;

/** A field for photos of `purpose` (of one finding, where its id is given); `changed()` after each change. */
export function photoField(record, words, { label, purpose = "evidence", finding = null }, changed) {
  const input = made("input", { type: "file", accept: "image/*", multiple: true });
  input.setAttribute("capture", "environment");
  const line = made("span", { className: "hint" });
  line.setAttribute("role", "status");
  const list = made("ul", { className: "photos" });
  const field = made("div", { className: "field photo-field" }, made("label", {}, label, input), line, list);

  const own = () => record.files.filter((one) => one.purpose === purpose && (one.finding ?? null) === finding);

  async function show() {
    for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    const items = await Promise.all(own().map(entry));
    list.replaceChildren(...items);
    list.hidden = !items.length;
  }

  async function entry(file) {
    const content = await store.file(record.key, file.sha256);
    const picture = made("img", { alt: file.name, src: content ? URL.createObjectURL(content) : "" });
    const remove = button(words.removePhoto, async () => {
      record.files = record.files.filter((one) => one !== file);
      await store.dropFile(record.key, file.sha256);
      await changed();
      await show();
      input.focus();
    });
    remove.setAttribute("aria-label", `${words.removePhoto}: ${file.name}`);
    return made("li", {}, picture, remove);
  }

  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    try {
      for (const [nth, file] of chosen.entries()) {
        if (record.files.length >= MOST) { line.textContent = words.tooManyPhotos; break; }
        line.textContent = filled(words.preparing, { nth: nth + 1, all: chosen.length });
        await keep(record, file, { purpose, finding });
      }
      if (record.files.length < MOST) line.textContent = "";
    } catch (error) {
      line.textContent = error.name === "QuotaExceededError" ? words.full : filled(words.photoFailed, { why: error.message });
    }
    input.value = "";
    await changed();
    await show();
  });
  show();
  return field;
}

/** Keeps a photo on the phone, once. */
async function keep(record, file, { purpose, finding }) {
  const { name, sha256, content } = await prepared(file);
  if (record.files.some((one) => one.sha256 === sha256)) return;
  await store.addFile(record.key, { sha256, content });
  record.files.push({ sha256, purpose, finding, name, bytes: content.size });
}

/** Puts a signature (PNG blob, or null for none) in the place of the one before. */
export async function keepSignature(record, content) {
  for (const old of record.files.filter((one) => one.purpose === "signature")) await store.dropFile(record.key, old.sha256);
  record.files = record.files.filter((one) => one.purpose !== "signature");
  if (!content) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await content.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await store.addFile(record.key, { sha256, content });
  record.files.push({ sha256, purpose: "signature", finding: null, name: "signature.png", bytes: content.size });
}
