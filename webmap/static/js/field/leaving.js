// Signing out takes what this phone keeps of the field with it; what is not sent yet is told first. On each page of
// somebody signed in: what another account packed goes too.
import "../offline/base.js";
import "./store.js";
import { button, filled, made } from "../offline/dom.js";

const store = self.fieldStore;
const form = document.querySelector("form[data-leave]");
const words = form && JSON.parse(form.dataset.words);
const account = Number(form?.dataset.leave);

if (form && self.indexedDB) begin();

async function begin() {
  form.addEventListener("submit", leave);
  try {
    if (!(await kept())) return;
    const pack = await store.pack();
    if (pack && pack.account !== account) await store.forgetOf(pack.account);
  } catch { /* nothing is kept here */ }
}

// Asking for a database that is not there would make one.
async function kept() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === "field");
}

async function leave(event) {
  if (form.dataset.sure) return;
  event.preventDefault();
  try {
    const left = (await kept()) ? await store.unsent(account) : { own: 0 };
    if (left.own) { ask(left.own); return; }
    if (await kept()) await store.clearOf(account);
  } catch { /* nothing is kept here */ }
  go();
}

function go() {
  form.dataset.sure = "yes";
  form.submit();
}

function ask(n) {
  document.getElementById("leaving")?.remove();
  const dialog = made("dialog", { id: "leaving" });
  const stay = button(words.stay, () => dialog.close());
  stay.className = "strong";
  dialog.append(
    made("p", { textContent: filled(words.unsent, { n }) }),
    made("p", { className: "pages" }, stay, made("a", { className: "button", href: "/field", textContent: words.toField }),
      button(words.leave, async () => { await store.clearOf(account); go(); })),
  );
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
}
