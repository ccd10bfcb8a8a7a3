// Progressive enhancement only: every page works without this file. No eval, no inline handlers.

// --- The error summary takes the focus and its links go to the fields ---
function focusErrors(root) {
  const summary = root.querySelector("#errsum");
  if (!summary) return;
  document.title = `${summary.querySelector("h2").textContent} — ${document.title}`;
  summary.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#errsum a");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (field) {
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
  if (event.target.closest("[data-print]")) window.print();
});

// --- Rows of a list: "all on this page", and how many are chosen ---
document.addEventListener("change", (event) => {
  const box = event.target;
  const table = box.type === "checkbox" && box.closest("[data-selectable]");
  if (!table) return;
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  if (box.hasAttribute("data-all")) boxes.forEach((each) => (each.checked = box.checked));
  boxes.forEach((each) => each.closest("tr").classList.toggle("sel", each.checked));
  const count = table.querySelector("[data-count]");
  if (count) count.textContent = boxes.filter((each) => each.checked).length;
});

// --- Pictures are made smaller before they travel; what the browser cannot read goes as it is ---
async function shrink(file, longest = 1600, quality = 0.8) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 300_000) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file;
  }
}

function replaceFile(input, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
}

// --- Uploads: one file, a bar, and the page that the server answers with ---
function send(form) {
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      const landed = new URL(request.responseURL);
      if (landed.pathname + landed.search === location.pathname + location.search) location.reload();
      else location.assign(landed);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.querySelector("main");
    if (main) document.querySelector("main").replaceChildren(...main.childNodes);
    start(document);
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
    form.querySelector("[role=status]").textContent = form.dataset.failed || "";
  });
  bar.hidden = false;
  const body = new FormData(form);
  form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  request.send(body);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]")) return;
  const input = form.querySelector("input[type=file]");
  if (!input.files.length) return;
  event.preventDefault();
  replaceFile(input, await shrink(input.files[0]));
  send(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-camera]");
  if (!button) return;
  const input = document.getElementById(button.dataset.camera);
  input.setAttribute("capture", "environment");
  input.click();
  input.removeAttribute("capture");
});

// --- A form is sent once: the second press of an impatient thumb does nothing ---
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-upload]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () =>
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent),
);

// --- Survey forms and check-ins that wait on this device (on_device.js): said on each desk page, removed at sign-out ---
function waitingVisits() {
  try {
    return JSON.parse(localStorage.getItem("visits:waiting") || "[]");
  } catch {
    return [];
  }
}

function showWaitingVisits() {
  const box = document.querySelector("[data-waiting-visits]");
  const mine = box && waitingVisits().filter((each) => each.owner === box.dataset.waitingVisits && each.path !== location.pathname);
  if (!mine?.length) return;
  const links = mine.map((each) => Object.assign(document.createElement("a"), { href: each.path, textContent: each.reference }));
  box.querySelector("span").replaceChildren(...links.flatMap((link) => [" ", link]));
  box.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location).pathname.startsWith("/accounts/logout")) return;
  const question = document.querySelector("[data-waiting-visits]")?.dataset.sure;
  if (waitingVisits().length && question && !confirm(question)) {
    event.preventDefault();
    return;
  }
  localStorage.removeItem("visits:waiting");
  indexedDB.deleteDatabase("visits");
});

function start(root) {
  focusErrors(root);
  root.querySelectorAll("[data-camera]").forEach((button) => {
    button.hidden = !matchMedia("(pointer: coarse)").matches;
  });
}

start(document);
showWaitingVisits();
document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt.parentNode || document));
navigator.serviceWorker?.register("/sw.js").catch(() => {});
