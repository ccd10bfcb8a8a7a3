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
