// A photo as it will be sent: smaller where the browser can, without what the camera wrote into it.
const LONG_SIDE = 2000;
const QUALITY = 0.85;

/** {name, sha256, content}: JPEG of at most 2,000 px; what this browser cannot draw (HEIC) goes as it is. */
export async function prepared(file) {
  const content = (await redrawn(file).catch(() => null)) ?? file;
  // Read once: a file that changes or goes away on the phone must not change what was announced.
  const bytes = await content.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name: file.name, sha256, content: new Blob([bytes], { type: content.type }) };
}

async function redrawn(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = blank(width, height);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what shows through in a PNG
    pen.fillRect(0, 0, width, height);
    pen.drawImage(picture, 0, 0, width, height);
    return await asJpeg(canvas);
  } finally {
    picture.close();
  }
}

function blank(width, height) {
  if (self.OffscreenCanvas) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

function asJpeg(canvas) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
}
