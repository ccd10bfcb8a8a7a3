// The survey form of a home visit on a phone: kept on the device with every change, sent once when there is a network.
// States of a record: "kept" (being filled in), "waiting" (signed; goes as soon as it can), "stopped" (a person looks).
const SEND_AGAIN_MS = 15_000;

class NoNetwork extends Error {}
class SignedOut extends Error {}
class Stopped extends Error {}

const page = document.querySelector("[data-visit]");
const form = page.querySelector("form");
const fields = form.querySelector("fieldset[data-all]");
const status = page.querySelector("[data-state]");
const id = `${page.dataset.owner}:${location.pathname}`;
const pads = new Map();
let entry = null;
let isBusy = false;
let wait;

function blankEntry() {
  return {
    id,
    owner: page.dataset.owner,
    path: location.pathname,
    reference: page.dataset.reference,
    key: newNonce(),
    revision: form.elements.seen_revision.value,
    fields: [],
    pictures: [],
    removed: [], // taken out after they may have been sent
    state: "kept",
  };
}

// --- What is shown ---
function tell(state, words = "") {
  page.dataset.now = state;
  const clock = new Date().toTimeString().slice(0, 5);
  const progress = state === "sending" && entry ? ` ${words}` : "";
  status.textContent = (status.dataset[state] || "") + (state === "kept" ? ` ${clock}` : progress);
  const isLocked = ["sending", "waiting", "signedOut", "sent"].includes(state);
  fields.disabled = isLocked;
  page.querySelector("[data-retry]").hidden = !["waiting", "signedOut"].includes(state);
  page.querySelector("[data-change]").hidden = state !== "waiting";
  page.querySelector("[data-sign-in]").hidden = state !== "signedOut";
  page.querySelector("[data-discard]").hidden = !["kept", "stopped"].includes(state);
  if (state !== "stopped") page.querySelector("[data-problem]").hidden = true;
}

function tellProblem(sentences) {
  tell("stopped");
  const box = page.querySelector("[data-problem]");
  box.querySelector("ul").replaceChildren(
    ...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
  );
  box.hidden = false;
  box.focus();
}

function showPictures() {
  for (const list of page.querySelectorAll("[data-pictures]")) {
    const rows = entry.pictures.filter((picture) => picture.kind === list.dataset.pictures);
    list.replaceChildren(...rows.map(pictureRow));
  }
}

function takeOut(isGone) {
  entry.removed.push(...entry.pictures.filter(isGone).map((picture) => picture.uuid));
  entry.pictures = entry.pictures.filter((picture) => !isGone(picture));
}

function pictureRow(picture) {
  const row = document.getElementById("picture-row").content.firstElementChild.cloneNode(true);
  const image = row.querySelector("img");
  image.src = URL.createObjectURL(new Blob([picture.bytes], { type: picture.type }));
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  row.querySelector("button").addEventListener("click", async () => {
    takeOut((each) => each.uuid === picture.uuid);
    await keep();
    showPictures();
  });
  return row;
}

// --- Keeping ---
const isTyped = (field) =>
  field.name && !["file", "hidden", "submit", "button", "fieldset"].includes(field.type);

function readFields() {
  return [...form.elements]
    .filter(isTyped)
    .map((field) => [field.name, field.value, /^(checkbox|radio)$/.test(field.type) ? field.checked : null]);
}

function fillIn() {
  for (const [name, value, checked] of entry.fields) {
    for (const field of [...form.elements].filter((each) => each.name === name && isTyped(each))) {
      if (checked === null) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
  form.elements.seen_revision.value = entry.revision;
}

async function keep() {
  entry.fields = readFields();
  try {
    await visitStore.write(entry);
    if (entry.state === "kept") tell("kept");
  } catch {
    tell("full"); // the device has no room: say it while the page still holds everything
  }
}

async function addPicture(kind, file, signer = "") {
  if (signer || kind === "household") takeOut((each) => each.kind === kind && each.signer === signer);
  if (file) {
    const bytes = await file.arrayBuffer();
    entry.pictures.push({ uuid: newNonce(), kind, signer, bytes, type: file.type, name: file.name || "" });
  }
  await keep();
}

// --- Sending ---
async function ask(path, options = {}) {
  let answer;
  try {
    const timeout = AbortSignal.timeout(90_000);
    answer = await fetch(path, {
      redirect: "manual", // a redirect here leads to the page that asks for the password
      cache: "no-store",
      signal: timeout,
      headers: { Accept: "application/json" },
      ...options,
    });
  } catch {
    throw new NoNetwork();
  }
  if (answer.type === "opaqueredirect") throw new SignedOut();
  if (answer.status >= 500 || answer.status === 429) throw new NoNetwork();
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const body = isJson ? await answer.json().catch(() => null) : null;
  if (answer.ok && body) return body;
  if (body?.revision !== undefined) entry.revision = body.revision;
  throw new Stopped("", { cause: body ? body.errors : [status.dataset.refused] });
}

function bodyOf(token) {
  const body = new FormData();
  for (const [name, value, checked] of entry.fields) if (checked !== false) body.append(name, value);
  body.set("idempotency_key", entry.key);
  body.set("seen_revision", entry.revision);
  body.set("attachments", entry.pictures.map((picture) => picture.uuid).join(" "));
  body.set("removed", entry.removed.join(" "));
  body.set("csrfmiddlewaretoken", token);
  return body;
}

async function sendPictures(state) {
  const here = new Set(state.attachments);
  const missing = entry.pictures.filter((picture) => !here.has(picture.uuid));
  for (const [number, picture] of missing.entries()) {
    tell("sending", `${number + 1}/${missing.length}`);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", state.token);
    body.set("uuid", picture.uuid);
    body.set("kind", picture.kind);
    body.set("signer", picture.signer);
    const ending = picture.type === "image/png" ? "png" : "jpg";
    body.set("file", new File([picture.bytes], picture.name || `${picture.kind}.${ending}`, { type: picture.type }));
    await ask(page.dataset.attachments, { method: "POST", body });
  }
}

async function sendEntry() {
  const state = await ask(`${page.dataset.stateUrl}?key=${entry.key}`);
  if (state.is_sent) return state.case;
  await sendPictures(state);
  tell("sending");
  const answer = await ask(entry.path, { method: "POST", body: bodyOf(state.token) });
  return answer.url;
}

async function send() {
  if (isBusy || !entry || entry.state !== "waiting") return;
  isBusy = true;
  clearTimeout(wait);
  tell("sending");
  try {
    await finished(await sendEntry());
  } catch (problem) {
    await notYet(problem);
  } finally {
    isBusy = false;
  }
}

async function finished(url) {
  await visitStore.remove(entry.id);
  navigator.serviceWorker?.controller?.postMessage({ drop: entry.path });
  tell("sent");
  const link = page.querySelector("[data-done]");
  link.href = url;
  link.hidden = false;
}

async function notYet(problem) {
  if (problem instanceof SignedOut) return tell("signedOut");
  if (problem instanceof Stopped) {
    entry.state = "kept";
    await visitStore.write(entry);
    form.elements.seen_revision.value = entry.revision;
    return tellProblem(problem.cause);
  }
  if (!(problem instanceof NoNetwork)) throw problem;
  tell("waiting");
  wait = setTimeout(send, SEND_AGAIN_MS);
}

async function change() {
  // Something may have arrived although its answer was lost; only a form that certainly has not is opened again.
  try {
    const state = await ask(`${page.dataset.stateUrl}?key=${entry.key}`);
    if (state.is_sent) return finished(state.case);
  } catch (problem) {
    return notYet(problem);
  }
  clearTimeout(wait);
  entry.key = newNonce(); // an earlier attempt that is still on its way is another form
  entry.state = "kept";
  await keep();
}

async function discard(event) {
  if (!confirm(event.currentTarget.dataset.sure)) return;
  await visitStore.remove(id);
  entry = { ...blankEntry(), state: "gone" };
  location.reload();
}

// --- The page ---
function listen() {
  let timer;
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", async (event) => {
    if (event.target.type !== "file") return keep();
    for (const file of event.target.files) await addPicture(event.target.dataset.kind, await shrink(file));
    event.target.value = "";
    showPictures();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    entry.state = "waiting";
    await keep();
    await send();
  });
  page.querySelector("[data-retry]").addEventListener("click", send);
  page.querySelector("[data-change]").addEventListener("click", change);
  page.querySelector("[data-discard]").addEventListener("click", discard);
  addEventListener("online", send);
  addEventListener("pagehide", () => entry.state === "kept" && entry.fields.length && keep());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
}

function openPads() {
  for (const box of page.querySelectorAll("[data-pad]")) {
    const { pad: kind, signer = "" } = box.dataset;
    const canvas = box.querySelector("canvas");
    const pad = signaturePad(canvas, (drawing) => {
      if (!drawing) return addPicture(kind, null, signer);
      return drawing.toBlob((blob) => addPicture(kind, blob, signer), "image/png");
    });
    box.querySelector("button").addEventListener("click", () => pad.clear());
    pads.set(`${kind}:${signer}`, pad);
    box.hidden = false;
  }
}

async function showDrawings() {
  for (const picture of entry.pictures) {
    const pad = pads.get(`${picture.kind}:${picture.signer}`);
    if (pad) await pad.show(new Blob([picture.bytes], { type: picture.type }));
  }
}

async function openPage() {
  page.querySelectorAll("[data-script]").forEach((each) => (each.hidden = false));
  await visitStore.removeOld();
  entry = await visitStore.read(id);
  const isRestored = Boolean(entry);
  entry ??= blankEntry();
  openPads(); // not before there is a place to keep it: what is drawn earlier would be lost
  if (isRestored) {
    fillIn();
    showPictures();
    await showDrawings();
  }
  listen();
  if (isRestored) tell(entry.state);
  await send();
}

openPage().catch(() => tell("full"));
if ("offline" in page.dataset) takeAlong(() => (page.querySelector("[data-along]").hidden = false));
