// Survey forms that wait on this device: one record per visit and person, with its photographs, until it was sent.
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
