// What is typed into <form data-draft="key"> is kept in this browser until it is sent: survives a lost connection.
// Never kept: passwords, files, the token, and fields marked data-private (ID numbers, bank accounts).
// A page for staff at a shared computer leaves data-draft out, and logging out clears what is here.
const PREFIX = "draft:";

function mayKeep(field) {
  return field.name && field.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit"].includes(field.type)
    && !field.hasAttribute("data-private");
}

function read(form) {
  const fields = [...form.elements].filter(mayKeep);
  return fields.map((field) => [field.name, /^(checkbox|radio)$/.test(field.type) ? [field.value, field.checked] : field.value]);
}

function restore(form, kept) {
  for (const [name, value] of kept) {
    const same = [...form.elements].filter((field) => field.name === name && mayKeep(field));
    if (Array.isArray(value)) {
      const box = same.find((field) => field.value === value[0]);
      if (box && value[1]) box.checked = true;
    } else if (same.length === 1 && !same[0].value) same[0].value = value;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = PREFIX + form.dataset.draft;
  const status = document.getElementById("saved");
  const kept = localStorage.getItem(key);
  if (kept && !document.getElementById("errsum")) restore(form, JSON.parse(kept));
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      localStorage.setItem(key, JSON.stringify(read(form)));
      const time = new Date().toTimeString().slice(0, 5);
      if (status) status.textContent = `${status.dataset.saved || ""} ${time}`;
    }, 800);
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}

document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location).pathname.startsWith("/accounts/logout")) return;
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
});
