/* Until the last receipt is on the phone's disk; what is asked and fetched after it is no part of it. */
async ({ app }) => {
  const LAST = 100; // to ask the whole outbox again and again while it is sent would be measured, too
  const [{ sendAndFetch, state }, { unsentCount }] = await Promise.all(["sync", "outbox"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
  const isNearlyAll = () => state().sending[1] - state().sending[0] < LAST;
  const began = performance.now();
  let round = sendAndFetch();
  let isOver = false;
  do {
    round.then(() => (isOver = true));
    await new Promise((again) => setTimeout(again, 20));
    if (isOver) [round, isOver] = [sendAndFetch(), false];
  } while (!isNearlyAll() || (await unsentCount()).count > 0);
  const taken = performance.now() - began;
  await round;
  return taken;
}
