/* Until the last receipt is on the phone's disk. */
async ({ app }) => {
  const [{ sendAndFetch }, { unsentCount }] = await Promise.all(["sync", "outbox"].map((name) => import(new URL(`./${name}.js`, app).href)));
  const began = performance.now();
  do await sendAndFetch();
  while ((await unsentCount()).count > 0);
  return performance.now() - began;
}
