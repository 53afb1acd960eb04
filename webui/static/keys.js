// Keys: / to the search box, j and k through the hits or from article to article, o to where an
// article was published, x ticks a hit, ? for help. They can be switched off.

const OFF = "cuttings-keys-off";

let off = false;
try {
  off = localStorage.getItem(OFF) !== null;
} catch {
  // Nothing is kept here: then the choice holds for as long as the page.
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (off || document.querySelector("dialog[open]")) return;
  const act = {
    "/": toSearch,
    j: () => toNext("next", 1),
    k: () => toNext("prev", -1),
    o: leave,
    x: tick,
    "?": showHelp,
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// The boxes of a comparison grow with what is in them: Enter sends them all the same.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!event.target.matches?.("[data-query]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// By itself the browser would empty the box, and stay in it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.id !== "q") return;
  event.preventDefault();
  event.target.blur();
});

document.addEventListener("click", (event) => {
  if (event.target.id === "show-help") showHelp();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-on") return;
  off = !event.target.checked;
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // As above.
  }
});

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function toSearch() {
  const box = document.getElementById("q");
  box?.focus();
  box?.select();
}

// The page of an article has links to those beside it, a page of hits has the hits.
function toNext(rel, step) {
  const link = document.querySelector(`.trail a[rel~=${rel}]`);
  if (link) link.click();
  else toHit(step);
}

// Of the hit that has the focus, or of the page's own article.
function leave() {
  const place = document.activeElement?.closest(".hits > li") ?? document.querySelector(".detail");
  place?.querySelector("a.leaves")?.click();
}

// The hit that has the focus goes on having it.
function tick() {
  document.activeElement?.closest(".hits > li")?.querySelector(".tick input")?.click();
}

function toHit(step) {
  const links = [...document.querySelectorAll(".hits h2 a")];
  const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next]?.focus();
}

function showHelp() {
  const dialog = document.getElementById("help");
  document.getElementById("keys-on").checked = !off;
  dialog.showModal();
}
