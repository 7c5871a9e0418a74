// A signature on glass: strokes on a canvas, kept as PNG.
import { button, made } from "../offline/dom.js";

const WIDTH = 600;
const HEIGHT = 240;
const LINE = 4;

/** A box to sign in; `signed(blob or null)` hears each stroke's end and the wiping. */
export function signatureBox(words, signed) {
  const canvas = made("canvas", { width: WIDTH, height: HEIGHT, className: "signature" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.signHere);
  const pen = canvas.getContext("2d");
  Object.assign(pen, { lineWidth: LINE, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
  let drawing = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    canvas.toBlob(signed, "image/png");
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);

  const wipe = button(words.wipe, () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    signed(null);
  });
  return made("div", { className: "sign-box" }, made("p", { className: "hint", textContent: words.signHere }), canvas, wipe);
}
