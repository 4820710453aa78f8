/** Reads the shared vectors on stdin and says what the phone's own modules make of them. */

import { readFileSync } from "node:fs";
import { brokenLimit, brokenTime } from "../../rhi_app/static/js/limits.js";
import { readDay, readMoment, typedFor, typedForDay } from "../../rhi_app/static/js/moments.js";
import { isADot } from "../../rhi_app/static/js/strokes.js";

const { limits, times, days, moments, drawings } = JSON.parse(readFileSync(0, "utf8"));

console.log(JSON.stringify({
  limits: limits.map(({ value, limits: given }) => brokenLimit(value, given)),
  times: times.map(({ answer, limits: given, known }) => brokenTime(answer, given, known)),
  days: days.map(({ typed }) => readDay(typed)),
  moments: moments.map(({ typed }) => readMoment(typed)),
  typed_days: days.map(({ expect, part }) => (part ? null : typedForDay(expect))),
  typed_moments: moments.map(({ expect, part }) => (part ? null : typedFor(Date.parse(expect)))),
  drawings: drawings.map(({ drawing }) => isADot(drawing)),
}));
