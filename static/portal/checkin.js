// The leader's check-in list on a phone. Presses wait in a queue (on_device.js), the camera reads personal codes
// (code_scanner.js).
const list = document.querySelector("[data-checkins]");
const said = list.querySelector("[data-state]");
const scanner = list.querySelector("[data-scanner]");

// --- What is shown ---
function tell(state, words = "") {
  said.textContent = [said.dataset[state] || "", words].filter(Boolean).join(" ");
}

const rowOf = (signup) => list.querySelector(`[data-signup="${signup}"]`);

function showRow(signup, kind, sentence, waits) {
  const row = rowOf(signup);
  if (!row) return;
  row.toggleAttribute("data-waits", waits);
  row.querySelector("[data-row]").textContent = sentence;
  row.classList.remove("expected", "here", "gone");
  row.classList.add(kind === "in" ? "here" : "gone");
  row.querySelector("button[value=in]").hidden = true;
  row.querySelector("button[value=out]").hidden = kind !== "in";
}

function showStopped(presses) {
  const box = list.querySelector("[data-stopped]");
  const rows = presses.map(stoppedRow);
  box.replaceChildren(...rows);
  box.hidden = !rows.length;
}

function stoppedRow(press) {
  const row = document.getElementById("stopped-row").content.firstElementChild.cloneNode(true);
  const name = rowOf(press.signup)?.querySelector("h3").textContent || press.person;
  row.querySelector("span").textContent = `${name}: ${press.stopped}`;
  row.querySelector("button").addEventListener("click", async () => {
    await queue.remove(press);
    location.reload(); // the list as the portal knows it
  });
  return row;
}

function answered(told) {
  showRow(told.signup, told.kind, told.sentence, false);
  tell("", [told.sentence, told.skew].filter(Boolean).join(" "));
  return "";
}

const queue = pressQueue({
  owner: list.dataset.owner,
  reference: list.dataset.reference,
  url: list.querySelector("form[data-press]").action,
  token: () => list.querySelector("[name=csrfmiddlewaretoken]").value,
  fields: ["signup", "person", "kind"],
  answered,
  tell,
  stopped: showStopped,
});

async function press(fields) {
  if (fields.signup) showRow(fields.signup, fields.kind, "…", true);
  await queue.add(fields);
}

const personIn = (text) => text && (new URLSearchParams(text.split("?")[1] || "").get("person") || "");

async function scan() {
  try {
    const found = (person) => press({ person, kind: "in" });
    await scanCodes({ box: scanner, fallback: list.dataset.reader, pick: personIn, found });
  } catch {
    tell("camera");
  }
}

// --- The page ---
async function begin() {
  list.querySelector("[data-scan]").hidden = !navigator.mediaDevices?.getUserMedia;
  list.querySelector("[data-scan]").addEventListener("click", scan);
  list.querySelector("[data-scan-end]").addEventListener("click", () => (scanner.hidden = true));
  list.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-press]")) return;
    event.preventDefault();
    const typed = event.target.elements.person;
    press({ kind: event.submitter?.value || "in", signup: event.target.elements.signup?.value, person: typed?.value.trim() });
    if (typed) typed.value = "";
  });
  const presses = await queue.begin();
  for (const each of presses) if (each.signup && !each.stopped) showRow(each.signup, each.kind, "…", true);
  await queue.send();
}

begin().catch(() => tell("full"));
if ("offline" in list.dataset) takeAlong(() => (list.querySelector("[data-along]").hidden = false));
