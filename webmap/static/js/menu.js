// On a narrow screen the list of pages folds behind one button; without this script it stays open.
const button = document.getElementById("menu-button");
document.documentElement.classList.add("js");
button.hidden = false;
button.addEventListener("click", () => {
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  document.getElementById("menu").classList.toggle("open", open);
});
