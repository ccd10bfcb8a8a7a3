// The counter of a meal place on a clerk's phone: one tap, one big answer. Presses wait in a queue (on_device.js), the
// camera reads cards (code_scanner.js). Without a network a card is kept and checked later.
const desk = document.querySelector("[data-counter]");
const answer = desk.querySelector("[data-answer]");
const said = desk.querySelector("[data-state]");
const scanner = desk.querySelector("[data-scanner]");
const form = desk.querySelector("form[data-press]");

// --- The big answer ---
function show(kind, words, detail = "") {
  answer.className = `meal-answer ${kind}`;
  answer.hidden = false;
  answer.querySelector("b").textContent = words;
  answer.querySelector("span").textContent = detail;
  navigator.vibrate?.(kind === "yes" ? 80 : [80, 60, 80]);
}

function tell(state, words = "", waiting = []) {
  said.textContent = [said.dataset[state] || "", words].filter(Boolean).join(" ");
  if (state === "kept" && waiting.length) show("later", answer.dataset.kept, answer.dataset.keptWhy);
}

function answered(told, press) {
  const count = desk.querySelector("[data-today]");
  count.textContent = told.today;
  said.textContent = told.skew || "";
  if (press.wasKept) return told.served ? "" : `${told.card}: ${told.sentence}`;
  show(told.served ? "yes" : "no", told.title, told.sentence);
  return "";
}

function showStopped(presses) {
  const box = desk.querySelector("[data-stopped]");
  box.replaceChildren(...presses.map(stoppedRow));
  box.hidden = !presses.length;
}

function stoppedRow(press) {
  const row = document.getElementById("stopped-row").content.firstElementChild.cloneNode(true);
  row.querySelector("span").textContent = press.stopped;
  row.querySelector("button").addEventListener("click", async () => {
    await queue.remove(press);
    showStopped(queue.all().filter((each) => each.stopped));
  });
  return row;
}

const queue = pressQueue({
  owner: desk.dataset.owner,
  reference: desk.dataset.reference,
  url: form.action,
  token: () => form.elements.csrfmiddlewaretoken.value,
  fields: ["card"],
  answered,
  tell,
  stopped: showStopped,
});

// The number within a card's text, to know one that waits already.
const numberOf = (card) => card.toUpperCase().replace(/^.*CARD=/, "").split(".")[0].replace(/[^0-9A-Z]/g, "").slice(-6);

async function press(card) {
  const waits = queue.all().some((each) => !each.stopped && numberOf(each.card) === numberOf(card));
  if (waits) return show("no", answer.dataset.twice, answer.dataset.twiceWhy);
  show("waits", "…");
  await queue.add({ card });
}

const cardIn = (text) => (text && text.includes("card=") ? text : "");

async function scan() {
  try {
    await scanCodes({ box: scanner, fallback: desk.dataset.reader, pick: cardIn, found: press });
  } catch {
    tell("camera");
  }
}

async function begin() {
  desk.querySelector("[data-scan]").hidden = !navigator.mediaDevices?.getUserMedia;
  desk.querySelector("[data-scan]").addEventListener("click", scan);
  desk.querySelector("[data-scan-end]").addEventListener("click", () => (scanner.hidden = true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const card = form.elements.card.value.trim();
    form.elements.card.value = "";
    if (card) press(card);
  });
  await queue.begin();
  await queue.send();
}

begin().catch(() => tell("full"));
if ("offline" in desk.dataset) takeAlong(() => (desk.querySelector("[data-along]").hidden = false));
