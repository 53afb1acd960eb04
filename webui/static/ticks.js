// Ticks on hits, kept from page to page and from tab to tab, until they are cleared. Without a
// script each page sends its own.

const KEPT = "cuttings-ticked";

// Where nothing is kept, ticks last as long as the page.
let ticked = [];

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    if (Array.isArray(found)) ticked = found.filter((id) => typeof id === "string");
  } catch {
    // As above; or somebody else wrote something there.
  }
}

function write() {
  try {
    if (ticked.length) localStorage.setItem(KEPT, JSON.stringify(ticked));
    else localStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches?.(".tick input")) return;
  read();
  ticked = ticked.filter((id) => id !== box.value);
  if (box.checked) ticked.push(box.value);
  write();
  show();
});

document.addEventListener("click", (event) => {
  const wanted = event.target.closest?.("[data-list]")?.dataset.list;
  if (!wanted) return;
  read();
  if (wanted === "show") return showList();
  if (wanted === "clear") ticked = [];
  if (wanted === "tick-all") {
    ticked = [...new Set([...ticked, ...new URLSearchParams(location.search).getAll("id")])];
  }
  write();
  show();
  if (wanted === "clear") document.querySelector(".tick input")?.focus({ preventScroll: true });
});

function showList() {
  const { dataset } = form();
  const address = new URL(dataset.search, location.href);
  if (new URLSearchParams(location.search).get("images") === "0") {
    address.searchParams.set("images", "0");
  }
  for (const id of ticked) address.searchParams.append("id", id);
  const { length } = address.pathname + address.search;
  const wrong = form().querySelector("[data-list-wrong]");
  if (ticked.length > Number(dataset.most)) {
    wrong.textContent = `A list holds ${dataset.most} articles at most.`;
  } else if (length > Number(dataset.longest)) {
    wrong.textContent = "The list is too long for an address; make two of it.";
  } else location.assign(address);
}

function form() {
  return document.getElementById("list");
}

function show() {
  for (const box of document.querySelectorAll(".tick input")) {
    box.checked = ticked.includes(box.value);
  }
  const bar = form()?.querySelector(".ticked");
  if (!bar) return;
  bar.hidden = !ticked.length;
  bar.querySelector("[data-ticked]").textContent = ticked.length.toLocaleString("en");
  bar.querySelector("[data-list-wrong]").textContent = "";
}

function refresh() {
  read();
  show();
}

// A page that comes back, by the back button or from another tab, may have missed some.
for (const name of ["pageshow", "storage"]) window.addEventListener(name, refresh);
document.addEventListener("htmx:afterSettle", refresh);
refresh();
