/* After a new start: every case opened. */
async ({ app, count }) => {
  const { listCases } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/cases.js"));
  const began = performance.now();
  const rows = await listCases();
  const taken = performance.now() - began;
  if (rows.filter((row) => row.case).length < count) throw new Error(`${rows.length} of ${count}`);
  return taken;
}
