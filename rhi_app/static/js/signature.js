/* A signature as strokes (README, Decisions 2): integers, t from the first touch. Small, exact, and no picture that can be lost. */

import SignaturePad from "../vendor/signature_pad-5.1.4.js";
import { isADot } from "./strokes.js";

const WIDTH = 600;
const HEIGHT = 240;

/**
 * A pad on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {{drawing?: object, onChange?: () => void}} options a drawing kept earlier is shown again
 */
export function signaturePad(canvas, { drawing = null, onChange = () => {} } = {}) {
  const pad = new SignaturePad(canvas, { minWidth: 1.2, maxWidth: 2.6, penColor: getComputedStyle(canvas).color });
  let kept = drawing;
  const fit = () => {
    const now = pad.isEmpty() ? kept : drawingOf(pad, canvas);
    const ratio = Math.max(devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (now) pad.fromData(dataOf(now, canvas));
  };
  const recolour = () => {
    pad.penColor = getComputedStyle(canvas).color;
    fit();
  };
  const changed = () => {
    kept = drawingOf(pad, canvas);
    onChange();
  };
  const observer = new ResizeObserver(fit); // turning the phone must not lose what was drawn
  observer.observe(canvas);
  const scheme = matchMedia("(prefers-color-scheme: dark)"); // evening comes: black ink on a dark pad would be gone
  scheme.addEventListener("change", recolour);
  pad.addEventListener("endStroke", changed);
  return {
    drawing: () => kept,
    isADot: () => !kept || isADot(kept),
    clear() {
      pad.clear();
      kept = null;
      onChange();
    },
    stop() {
      observer.disconnect();
      scheme.removeEventListener("change", recolour);
      pad.off();
    },
  };
}

function drawingOf(pad, canvas) {
  const scale = WIDTH / Math.max(canvas.offsetWidth, 1);
  const data = pad.toData();
  const began = data[0]?.points[0]?.time ?? 0;
  const strokes = data.map(({ points }) => points.flatMap(({ x, y, time }) => [x * scale, y * scale, time - began].map(Math.round)));
  return { strokes, width: WIDTH, height: HEIGHT };
}

function dataOf({ strokes, width }, canvas) {
  const scale = canvas.offsetWidth / width;
  const penColor = getComputedStyle(canvas).color;
  return strokes.map((stroke) => ({
    penColor, dotSize: 0, minWidth: 1.2, maxWidth: 2.6, velocityFilterWeight: 0.7, compositeOperation: "source-over",
    points: Array.from({ length: stroke.length / 3 }, (_, at) => ({
      x: stroke[at * 3] * scale, y: stroke[at * 3 + 1] * scale, time: stroke[at * 3 + 2], pressure: 0.5,
    })),
  }));
}
