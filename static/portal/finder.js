// The telephone's own position, only when the finder presses the button and agrees; the server rounds it.
const here = document.getElementById("here");
const form = document.querySelector("form");
if ("geolocation" in navigator) {
  here.hidden = false;
  here.addEventListener("click", () => {
    here.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name].toFixed(name === "accuracy" ? 0 : 4);
        form.submit();
      },
      () => {
        here.hidden = true;
        document.getElementById("nowhere").hidden = false;
      },
      { timeout: 10_000, maximumAge: 30_000, enableHighAccuracy: true },
    );
  });
}
