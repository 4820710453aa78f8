/* A signature as strokes: `[x, y, t, x, y, t, …]` in units of a pad that is `width` wide. domain/strokes.py judges alike. */

const LEAST_LINE = 30; // on a pad 600 wide: any mark of a person's own is longer, a touch that trembles is not

/** How far the finger went with the pad touched, scaled to a pad 600 wide. */
export function lineLength({ strokes, width }) {
  return (strokes.reduce((sum, stroke) => sum + lengthOf(stroke), 0) * 600) / Math.max(width, 1);
}

/** Nothing drawn, or no more than a dot: that is nobody's signature. */
export const isADot = (drawing) => lineLength(drawing) < LEAST_LINE;

function lengthOf(stroke) {
  let length = 0;
  for (let at = 3; at < stroke.length; at += 3) length += Math.hypot(stroke[at] - stroke[at - 3], stroke[at + 1] - stroke[at - 2]);
  return length;
}
