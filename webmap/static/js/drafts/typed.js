// What is being typed stays on this phone until it is sent, so that a closed page loses no words. Photos and the
// contact are not kept: others may use the phone. Once sent, receipt.js or the form's reset forgets it.
import { button, made } from "./list.js";

const PLACE = "report-typed";
const KEPT = 3 * 24 * 3600_000;
const PAUSE = 400;
const NOT_KEPT = ["csrf_token", "key", "drop", "support", "website", "name", "phone", "email"];

/** Keeps what is typed into `form`, and gives `fill` what an earlier page left unsent. */
export function keepTyped(form, words, fill) {
  const left = kept();
  if (left && isUntouched(form) && (left.fields.place ?? "") === (form.elements.place?.value ?? "")) {
    fill(left.fields);
    tell(form, words, () => fill({}));
  }
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => keep(form), PAUSE); };
  form.addEventListener("input", soon);
  form.addEventListener("pinned", soon);
  form.addEventListener("reset", () => { clearTimeout(waiting); forget(); });
  addEventListener("pagehide", () => { if (waiting) keep(form); });
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    clearTimeout(waiting);
    waiting = 0;
    if (!event.defaultPrevented) keep(form, true);
  });
}

function keep(form, sent = false) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_KEPT.includes(name)) fields[name] = value;
  }
  try {
    if (isBlank(fields)) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), sent, fields }));
  } catch { /* a phone that keeps nothing: the form works as ever */ }
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE));
    if (found && Date.now() - found.at < KEPT) return found;
    localStorage.removeItem(PLACE);
  } catch { /* nothing that can be read is nothing kept */ }
  return null;
}

function forget() {
  try { localStorage.removeItem(PLACE); } catch { /* nothing was kept */ }
}

function isBlank({ category, latitude, village_id: village, landmark, description }) {
  return ![category, latitude, village, landmark, description].some((value) => value?.trim());
}

// A page that the server gave back with something in it knows more than the phone.
function isUntouched(form) {
  if (document.querySelector("#preview, .refusal, [name=drop]")) return false;
  return isBlank(Object.fromEntries(new FormData(form)));
}

// A reset leaves hidden fields as they are: `unpin` takes the pin away.
function tell(form, words, unpin) {
  const note = made("div", { id: "typed-note", className: "note" });
  const line = made("p", { textContent: words.typed });
  line.setAttribute("role", "status");
  note.append(line, button(words.anew, () => {
    form.reset();
    unpin();
    note.remove();
    form.querySelector("input[name=category]")?.focus();
  }));
  form.prepend(note);
}
