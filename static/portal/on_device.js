// Survey forms and check-ins that wait on this device: one record per page and person, until it was sent.
// Only what was typed, drawn and photographed at the visit: no name, number or address of the family comes from here.
// portal.js reads the list in localStorage (which forms wait), and empties both at sign-out.
const VISITS = "visits";
const WAITING = "visits:waiting";
const KEPT_DAYS = 14; // what somebody else left on a shared phone does not stay for ever

function openVisits() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(VISITS, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("forms", { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function inVisits(mode, act) {
  const database = await openVisits();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction("forms", mode);
      const request = act(transaction.objectStore("forms"));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

function listWaiting(change) {
  const kept = JSON.parse(localStorage.getItem(WAITING) || "[]");
  localStorage.setItem(WAITING, JSON.stringify(change(kept)));
}

const visitStore = {
  read: (id) => inVisits("readonly", (forms) => forms.get(id)),
  async write(entry) {
    entry.changedAt = Date.now();
    await inVisits("readwrite", (forms) => forms.put(entry));
    const line = { id: entry.id, owner: entry.owner, path: entry.path, reference: entry.reference };
    listWaiting((kept) => [...kept.filter((each) => each.id !== entry.id), line]);
  },
  async remove(id) {
    await inVisits("readwrite", (forms) => forms.delete(id));
    listWaiting((kept) => kept.filter((each) => each.id !== id));
  },
  async removeOld() {
    const limit = Date.now() - KEPT_DAYS * 86_400_000;
    const all = await inVisits("readonly", (forms) => forms.getAll());
    for (const entry of all.filter((each) => each.changedAt < limit)) await visitStore.remove(entry.id);
  },
};

// Names what is sent, so that sent twice it counts once.
const newNonce = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

// The page itself for the service worker, so that it also opens without a network; calls `along` when it is kept.
async function takeAlong(along) {
  const worker = await navigator.serviceWorker?.ready;
  if (!worker?.active) return;
  const files = performance.getEntriesByType("resource").map((each) => each.name);
  const channel = new MessageChannel();
  channel.port1.onmessage = along;
  worker.active.postMessage({ takeAlong: location.pathname, files }, [channel.port2]);
}

// --- Presses that must not be lost: each is kept on the device first and sent until the portal has it, in their
// order. A press is {nonce, device_at, …fields}: numbers, codes and times. The nonce is its name: sent twice, it
// counts once. One queue per page and person.
const AGAIN_MS = 15_000;

// owner, reference: of the store. url, token: where a press goes. fields: names of a press that are sent.
// answered(told, press): the portal's answer; a sentence that it returns stops the press and keeps it for people's eyes.
// tell(state, words): "kept" with how many wait, "signedOut", "full". stopped(presses): what people must look at.
function pressQueue({ owner, reference, url, token, fields, answered, tell, stopped }) {
  const entryId = `${owner}:${location.pathname}`;
  let presses = [];
  let isSending = false;
  let later;

  async function keep() {
    try {
      if (!presses.length) return await visitStore.remove(entryId);
      await visitStore.write({ id: entryId, owner, reference, path: location.pathname, presses });
    } catch {
      tell("full"); // the page still holds them and keeps sending
    }
  }

  async function sendOne(press) {
    const body = new FormData();
    for (const name of ["nonce", "device_at", ...fields]) if (press[name]) body.set(name, press[name]);
    body.set("sent_at", new Date().toISOString());
    body.set("csrfmiddlewaretoken", token());
    const options = { method: "POST", body, redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } };
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(30_000) });
    if (answer.type === "opaqueredirect" || answer.status === 403) return "signedOut";
    if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    const told = await answer.json();
    press.stopped = answer.ok ? answered(told, press) : told.errors.join(" ");
    if (!press.stopped) presses = presses.filter((each) => each !== press);
    return "";
  }

  async function send() {
    if (isSending) return;
    isSending = true;
    clearTimeout(later);
    try {
      for (let press; (press = presses.find((each) => !each.stopped)); ) {
        const ended = await sendOne(press);
        if (ended) return tell(ended);
        await keep();
      }
    } catch {
      const waiting = presses.filter((each) => !each.stopped);
      for (const each of waiting) each.wasKept = true;
      await keep();
      if (waiting.length) tell("kept", String(waiting.length), waiting);
      later = setTimeout(send, AGAIN_MS);
    } finally {
      isSending = false;
      stopped(presses.filter((each) => each.stopped));
    }
  }

  return {
    send,
    all: () => presses,
    async add(values) {
      presses.push({ nonce: newNonce(), device_at: new Date().toISOString(), ...values });
      await keep();
      await send();
    },
    async remove(press) {
      presses = presses.filter((each) => each !== press);
      await keep();
    },
    async begin() {
      addEventListener("online", send);
      document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
      presses = (await visitStore.read(entryId))?.presses || [];
      stopped(presses.filter((each) => each.stopped));
      return presses;
    },
  };
}
