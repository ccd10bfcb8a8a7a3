// A half-filled page is kept on the server too: it can be continued on another device.
const WAIT = 2000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.getElementById("saved");
  let timer;
  const save = async () => {
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "error" });
      if (answer.ok && status) status.textContent = `${status.dataset.saved} ${new Date().toTimeString().slice(0, 5)}`;
    } catch {
      // Without a connection the browser's own copy holds it; the next change tries again.
      if (status) status.textContent = status.dataset.failed || "";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
