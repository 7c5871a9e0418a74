// Long work shown as it goes, forms sent once, and files over the limit told before they travel.
const work = document.querySelector("[data-progress]");
if (work) {
  const bar = work.querySelector("progress");
  const percent = work.querySelector("[data-percent]");
  const ask = async () => {
    try {
      const answer = await fetch(work.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) { location.reload(); return; }
      const { state, progress } = await answer.json();
      bar.value = progress;
      percent.textContent = progress;
      if (state !== work.dataset.state) { location.reload(); return; }
    } catch { /* the network is away for a moment: ask again */ }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 700);
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]")?.files[0];
    const limit = Number(form.dataset.limitMb) * 1024 * 1024;
    const wrong = document.getElementById("file-error");
    const tooLarge = Boolean(limit && file && file.size > limit);
    if (wrong) wrong.hidden = !tooLarge;
    if (tooLarge) { event.preventDefault(); return; }
    const button = form.querySelector("button[type=submit]");
    if (button.disabled) { event.preventDefault(); return; }
    button.disabled = true;
  });
}
// Coming back by the browser's own button finds the form usable again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-once] button[disabled]")) button.disabled = false;
});
