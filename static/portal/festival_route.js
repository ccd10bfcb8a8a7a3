// A route under way: its list and the empty form of each home are kept on the phone, so that both open without a network.
// Only masked names and places are among them; addresses come from a page that is never kept.
const route = document.querySelector("[data-route]");

function keep(worker, path, files) {
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    worker.postMessage({ takeAlong: path, files }, [channel.port2]);
  });
}

async function takeRouteAlong() {
  const registration = await navigator.serviceWorker?.ready;
  if (!registration?.active || location.pathname !== route.dataset.path) return;
  const listed = route.dataset.files.split(" ").map((file) => new URL(file, location.href).href);
  const seen = performance.getEntriesByType("resource").map((each) => each.name);
  const files = [...new Set([...listed, ...seen])];
  const forms = [...route.querySelectorAll("[data-form]")].map((link) => new URL(link.href).pathname);
  for (const path of [location.pathname, ...forms]) await keep(registration.active, path, files);
  route.querySelector("[data-along]").hidden = false;
}

takeRouteAlong();
