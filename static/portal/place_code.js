// The code at the place is fetched anew while the page stays open; without scripts the page reloads itself.
setInterval(async () => {
  const shown = document.getElementById("place-code");
  try {
    const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.ok) shown.outerHTML = await answer.text();
  } catch {
    // no network for a moment: the next round brings the code
  }
}, 10_000);
