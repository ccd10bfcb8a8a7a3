// The camera of a phone as a reader of square codes: the browser's own reader, else the one that is fetched when it is
// needed. `box` holds a <video>; `found` is called once for each content that was not the last one.
async function codeReader(fallback) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  if (!window.jsQR) {
    await new Promise((done, failed) => {
      const script = Object.assign(document.createElement("script"), { src: fallback, onload: done, onerror: failed });
      document.head.append(script);
    });
  }
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, 640 / video.videoWidth);
    [canvas.width, canvas.height] = [video.videoWidth * scale, video.videoHeight * scale];
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
  };
}

// Reads until `box` is hidden. `pick` makes of a content what counts ("": not ours). Throws when there is no camera.
async function scanCodes({ box, fallback, pick, found }) {
  const video = box.querySelector("video");
  let stream;
  try {
    const [read, opened] = [await codeReader(fallback), await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })];
    stream = opened;
    video.srcObject = stream;
    box.hidden = false;
    await video.play();
    let last = "";
    while (!box.hidden) {
      const content = video.videoWidth ? pick(await read(video)) : "";
      if (content && content !== last) {
        last = content;
        navigator.vibrate?.(80);
        await found(content);
      }
      await new Promise((done) => setTimeout(done, 250));
    }
  } finally {
    box.hidden = true;
    stream?.getTracks().forEach((track) => track.stop());
  }
}

// A field that the camera fills in, such as the code of a band. The page works without it.
async function readInto(codeBox, field, said, scanner) {
  const found = (text) => {
    field.value = text;
    said.textContent = said.dataset.read;
    scanner.hidden = true; // one code is all
  };
  try {
    await scanCodes({ box: scanner, fallback: codeBox.dataset.reader, pick: (text) => text || "", found });
  } catch {
    said.textContent = said.dataset.camera;
  }
}

function offerCamera(codeBox) {
  const [field, said] = [codeBox.querySelector("input"), codeBox.querySelector("[data-state]")];
  const [button, scanner] = [codeBox.querySelector("[data-scan]"), codeBox.querySelector("[data-scanner]")];
  button.hidden = !navigator.mediaDevices?.getUserMedia;
  button.addEventListener("click", () => readInto(codeBox, field, said, scanner));
  codeBox.querySelector("[data-scan-end]").addEventListener("click", () => (scanner.hidden = true));
}

document.querySelectorAll("[data-code]").forEach(offerCamera);
