// The buttons of the receipt that need a script: copy and print.
const box = document.querySelector(".code-buttons");
const words = JSON.parse(box.dataset.words);
const said = document.getElementById("copied");
const copy = document.getElementById("copy");
const print = document.getElementById("print");

// What was typed is here now, so this phone may forget it (drafts/typed.js).
try {
  if (JSON.parse(localStorage.getItem("report-typed"))?.sent) localStorage.removeItem("report-typed");
} catch { /* nothing was kept */ }

print.hidden = false;
print.addEventListener("click", () => window.print());
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const text = [document.getElementById("code"), document.getElementById("link")].map((e) => e.textContent.trim()).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = words.copied;
    } catch {
      said.textContent = words.failed;
    }
  });
}
