// A picture that is gone leaves no hole. Errors do not bubble.
document.addEventListener("error", (event) => removePicture(event.target), true);
// Some are gone before this script is here.
for (const picture of document.querySelectorAll(".thumbnail img")) {
  if (picture.complete && !picture.naturalWidth) removePicture(picture);
}

function removePicture(picture) {
  picture.closest?.(".thumbnail")?.remove();
}
