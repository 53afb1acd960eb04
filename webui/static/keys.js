// Keys: / to the search box, j and k through the hits, ? for help. They can be switched off.

const OFF = "cuttings-keys-off";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (localStorage.getItem(OFF) || document.querySelector("dialog[open]")) return;
  const act = { "/": toSearch, j: () => toHit(1), k: () => toHit(-1), "?": showKeys }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.id === "show-keys") showKeys();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-on") return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function toSearch() {
  const box = document.getElementById("q");
  box?.focus();
  box?.select();
}

function toHit(step) {
  const links = [...document.querySelectorAll(".hits h2 a")];
  const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next]?.focus();
}

function showKeys() {
  const dialog = document.getElementById("keys");
  document.getElementById("keys-on").checked = !localStorage.getItem(OFF);
  dialog.showModal();
}
