// Drawing a signature with a finger, a pen or a mouse. Who cannot draw photographs the signed paper form instead.
// `drawn(canvas)` is called after each stroke, with null when the drawing is wiped away.
function signaturePad(canvas, drawn) {
  const pen = canvas.getContext("2d");
  let last = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#111";
  };
  blank();
  canvas.addEventListener("pointerdown", (event) => {
    if (canvas.closest("fieldset").disabled) return;
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    pen.beginPath();
    pen.moveTo(...last);
    last = place(event);
    pen.lineTo(...last);
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (last) drawn(canvas);
      last = null;
    });
  }
  return {
    clear() {
      blank();
      drawn(null);
    },
    async show(blob) {
      pen.drawImage(await createImageBitmap(blob), 0, 0, canvas.width, canvas.height);
    },
  };
}

// A form that is signed with a finger: the drawing travels in its hidden field. Without this the form takes paper.
// (The survey form keeps its drawings itself, visit.js.)
function signForm(pad, kept) {
  const drawnChoice = document.querySelector("[name=signing][value=drawn]"); // where the form asks how it is signed
  const board = signaturePad(pad.querySelector("canvas"), (drawing) => {
    kept.value = drawing ? drawing.toDataURL("image/png") : "";
    if (drawing && drawnChoice) drawnChoice.checked = true;
  });
  pad.hidden = false;
  pad.querySelector("button").addEventListener("click", () => board.clear());
}

const drawingField = document.querySelector("[name=drawing]");
if (drawingField) signForm(document.querySelector("[data-pad]"), drawingField);
