// Dragging over the histogram selects a range of dates. A click on a bar is a link.

const LEAST_PIXELS = 6;
let drag;

document.addEventListener("pointerdown", (event) => {
  const chart = event.target.closest?.("[data-brush]");
  if (!chart || event.button !== 0) return;
  drag = { chart, pointer: event.pointerId, from: event.clientX, to: event.clientX };
});

document.addEventListener("pointermove", (event) => {
  if (!isOurs(event)) return;
  if (!event.buttons) return cancel();
  drag.to = event.clientX;
  if (isDrag()) show();
});

document.addEventListener("pointerup", (event) => {
  if (!isOurs(event)) return;
  if (isDrag()) select();
  // The click comes after this, and must know whether it ends a drag.
  setTimeout(() => (drag = undefined));
});

document.addEventListener("pointercancel", cancel);

document.addEventListener(
  "click",
  (event) => {
    if (drag && isDrag()) event.preventDefault();
  },
  true,
);

// Links and pictures can be dragged themselves.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-brush]")) event.preventDefault();
});

/** Tells whether an event goes on with the drag, whose chart may be gone meanwhile. */
function isOurs(event) {
  if (drag && !drag.chart.isConnected) drag = undefined;
  return drag?.pointer === event.pointerId;
}

function cancel() {
  drag?.chart.querySelector(".brush").setAttribute("width", 0);
  drag = undefined;
}

function isDrag() {
  return Math.abs(drag.to - drag.from) >= LEAST_PIXELS;
}

/** Returns the buckets under the drag, in order. */
function touched() {
  const buckets = [...drag.chart.querySelectorAll("[data-start]")];
  const { left, width } = drag.chart.getBoundingClientRect();
  const places = [drag.from, drag.to].map((x) => {
    const place = Math.floor(((x - left) / width) * buckets.length);
    return Math.min(Math.max(place, 0), buckets.length - 1);
  });
  const [first, last] = places.sort((one, other) => one - other);
  return { first, last, buckets };
}

function show() {
  const { first, last, buckets } = touched();
  const step = drag.chart.viewBox.baseVal.width / buckets.length;
  const brush = drag.chart.querySelector(".brush");
  brush.setAttribute("x", first * step);
  brush.setAttribute("width", (last - first + 1) * step);
}

function select() {
  const { first, last, buckets } = touched();
  const form = document.getElementById("search");
  form.elements.from.value = buckets[first].dataset.start;
  form.elements.to.value = buckets[last].dataset.end;
  form.elements.to.dispatchEvent(new Event("change", { bubbles: true }));
}
